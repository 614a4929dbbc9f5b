package ingest

import (
	"io"
	"strings"
	"testing"

	"rainmaker"
)

const won = "A1,Ann Bell,GTX Pro,Acme,Won,2017-01-05,2017-03-01,4514"

// Every broken file is refused with its position and a way out, and says all its faults at once.
func TestBrokenFiles(t *testing.T) {
	with := func(changes ...string) string { return strings.NewReplacer(changes...).Replace(won) }
	for _, c := range []struct {
		name string
		file File
		want string
	}{
		{
			"Latin-1", pipeline(won, with("A1", "A2", "Acme", "Caf\xe9 Nord")),
			`sales_pipeline.csv, row 3, column account (4), "Caf� Nord": the byte 0xE9 at character 24 of the line is not UTF-8 (as Latin-1 it would be 'é'): save the file as UTF-8 and import it again`,
		},
		{
			"UTF-16", file("sales_pipeline.csv", "\xff\xfeo\x00p\x00p\x00"),
			`sales_pipeline.csv, row 1, column 1: the bytes 0xFF 0xFE at character 1 say that the file is UTF-16: save the file as UTF-8 and import it again`,
		},
		{
			"UTF-16 without its mark", file("sales_pipeline.csv", "o\x00p\x00p\x00"),
			`sales_pipeline.csv, row 1, column 1, "o\x00p\x00p\x00": the byte 0x00 at character 2 of the line is no text; the file may be UTF-16: save the file as UTF-8 and import it again`,
		},
		{
			"missing column", file("sales_pipeline.csv", strings.Replace(pipelineHeader, "close_value", "closevalue", 1), won),
			`sales_pipeline.csv, row 1: column close_value is missing; the file has "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "closevalue": did you mean "closevalue"? Then call the column close_value`,
		},
		{
			"two missing columns", file("sales_pipeline.csv", "opportunity_id,sales_agent,product,account,deal_stage,engage_date"),
			`sales_pipeline.csv, row 1: column close_date is missing; the file has "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date": export it with the column close_date (date, such as 2027-01-31)` + "\n" +
				`sales_pipeline.csv, row 1: column close_value is missing; the file has "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date": export it with the column close_value (money in USD, at most 2 decimals)`,
		},
		{
			"doubled column", file("sales_pipeline.csv", pipelineHeader+",account", won+",x"),
			`sales_pipeline.csv, row 1, column account (9): two columns are called "account": columns 4 and 9: rename or leave out one of them`,
		},
		{
			"unescaped quote", pipeline(won, with("A1", "A2", "Acme", `12" Discs`)),
			"sales_pipeline.csv, row 3, column account (4): character 23 of the line: a quotation mark inside a cell that is not quoted, near `12\" Discs,Won,2017-`: " +
				`put the cell in quotation marks and write the mark inside it twice: "12"" monitor"`,
		},
		{
			"text after a quoted cell", pipeline(with("Acme", `"The "Acme" Co"`)),
			"sales_pipeline.csv, row 2, column account (4): character 27 of the line: text after the closing quotation mark of a cell, near `The \"Acme\" Co\",Won,201`: " +
				`write a mark that belongs to the text twice: "12"" monitor"`,
		},
		{
			"quote never closed", pipeline(with("Acme", `"Acme`), with("A1", "A2")),
			`sales_pipeline.csv, row 2, column account (4): character 21 of the line: a quotation mark opens here and is never closed: close it, or write a mark that belongs to the text twice inside a quoted cell`,
		},
		{
			"cell of 10 MB", pipeline(with("Acme", strings.Repeat("x", 10<<20))),
			`sales_pipeline.csv, row 2, column account (4): character 21 of the line: the cell is larger than 1048576 bytes: shorten it; or a quotation mark that opens here is not closed where it should be`,
		},
		{
			"a day that does not exist", pipeline(with("2017-03-01", "2017-02-30")),
			`sales_pipeline.csv, row 2, column close_date (7), "2017-02-30": it is not a date: February 2017 has 28 days: correct it where the file comes from, and export again`,
		},
		{
			"a date that may be two", pipeline(with("2017-03-01", "3/1/2017")),
			`sales_pipeline.csv, row 2, column close_date (7), "3/1/2017": it is not a date: write year-month-day with all digits, such as 2027-01-31`,
		},
		{
			"decimal comma", pipeline(with("4514", `"1.234,56"`)),
			`sales_pipeline.csv, row 2, column close_value (8), "1.234,56": it looks like a comma decimal: write 1234.56`,
		},
		{
			"three decimals of a dollar", pipeline(with("4514", "45.145")),
			`sales_pipeline.csv, row 2, column close_value (8), "45.145": it has 3 decimals, and this column has at most 2: round it where it comes from`,
		},
		{
			"an id twice", pipeline(won, with("A1", "A2"), with("4514", "4000")),
			`sales_pipeline.csv, row 4, column opportunity_id (1), "A1": row 2 has the same opportunity_id; the two rows differ: keep the row that is right and delete the other`,
		},
		{
			"a row twice", pipeline(won, won),
			`sales_pipeline.csv, row 3, column opportunity_id (1), "A1": row 2 has the same opportunity_id; the two rows are the same: keep the row that is right and delete the other`,
		},
		{
			"empty",
			File{"sales_pipeline.csv", strings.NewReader("")},
			`sales_pipeline.csv, row 1: the file is empty: export it again, with its header row`,
		},
		{
			"empty lines only", file("sales_pipeline.csv", "", "", ""),
			`sales_pipeline.csv, row 1: the file is empty: export it again, with its header row`,
		},
		{
			"header only", pipeline(),
			`sales_pipeline.csv, row 1: the file has a header and no rows: export it again with its rows, or leave it out: what is known already stays`,
		},
		{
			"a comma too many", pipeline(with("Acme", "Acme, Inc")),
			`sales_pipeline.csv, row 2, "A1,Ann Bell,GTX Pro,Acme, Inc,Won,2017-01-05,2017-03-01,4514": the row has 9 cells, and the header has 8: a comma inside a text needs quotation marks around the cell`,
		},
		{
			"old line ends", file("sales_pipeline.csv", pipelineHeader+"\r"+won),
			`sales_pipeline.csv, row 1, column 8: character 89 of the line: a carriage return that ends no line: save the file with the line ends of Windows or Unix`,
		},
		{
			"won without a value", pipeline(with("4514", "")),
			`sales_pipeline.csv, row 2, column close_value (8): the cell is empty, and a won opportunity needs one: fill it in where the file comes from`,
		},
		{
			"a person nobody stated", pipeline(with("Ann Bell", "ann bell")),
			`sales_pipeline.csv, row 2, column sales_agent (2), "ann bell": this payee is not among the 3 that are known: did you mean "Ann Bell"? If not, correct it, or add it to sales_teams.csv and import both together`,
		},
		{
			"several faults in one row", pipeline(with("GTX Pro", "Gadget", "Won", "Signed", "4514", "$4514")),
			`sales_pipeline.csv, row 2, column product (3), "Gadget": this product is not among the 2 that are known: correct it, or add it to products.csv and import both together` + "\n" +
				`sales_pipeline.csv, row 2, column deal_stage (5), "Signed": it is none of Won, Lost, Engaging, Prospecting: correct it where the file comes from, and export again` + "\n" +
				`sales_pipeline.csv, row 2, column close_value (8), "$4514": '$' is no part of a number: write digits such as 1234.50`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, "maven_crm", Known{}, accounts(), products(), teams(), c.file)
			wantText(t, refusals(r), c.want)
			if r.Report.Refused() != 1 {
				t.Errorf("%d refused, want 1 row or file", r.Report.Refused())
			}
			if !r.Report.Reconciled() {
				t.Errorf("control totals: %v", r.Report.Totals)
			}
		})
	}
}

// In a row of another width than the header nobody knows which cell is the amount, so no total takes one for it.
func TestRowOfAnotherWidthIsNotSummed(t *testing.T) {
	broken := strings.NewReplacer("A1", "A2", "4514", "5,060").Replace(won)
	r := read(t, "maven_crm", Known{}, accounts(), products(), teams(), pipeline(won, broken))
	for _, total := range r.Report.Totals {
		if total.Label != "won opportunities" {
			continue
		}
		if total.InFile != (Tally{Count: 2, Sum: "4514", Unread: 1}) || total.Refused != (Tally{Count: 1, Sum: "0", Unread: 1}) || !total.Agrees {
			t.Errorf("%+v", total)
		}
		return
	}
	t.Error("there is no such total")
}

// All files are read, so that one try shows the faults of all; rows that refer to a refused file wait for it.
func TestEveryFileIsRead(t *testing.T) {
	r := read(t, "maven_crm", Known{}, file("products.csv", "product,series,price", "GTX Pro,GTX,1"), teams(), accounts(),
		pipeline(won, strings.NewReplacer("A1", "A2", "2017-03-01", "2017-3-1").Replace(won)))
	wantText(t, refusals(r), strings.Join([]string{
		`products.csv, row 1: column sales_price is missing; the file has "product", "series", "price": export it with the column sales_price (money in USD, at most 2 decimals)`,
		`sales_pipeline.csv: its rows refer to products.csv, which was refused: correct that file and import both together`,
		`sales_pipeline.csv, row 3, column close_date (7), "2017-3-1": it is not a date: write year-month-day with all digits, such as 2027-01-31`,
	}, "\n"))
	for _, f := range r.Facts {
		if f.Kind == KindProduct || f.Kind == rainmaker.EventKind("opportunity") {
			t.Errorf("a fact of a refused file: %v", f.FactKey)
		}
	}
}

// countingReader counts what was read of endless text.
type countingReader struct {
	head string
	n    int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
		if at := c.n + int64(i); at < int64(len(c.head)) {
			p[i] = c.head[at]
		}
	}
	c.n += int64(len(p))
	return len(p), nil
}

func (c *countingReader) Seek(int64, int) (int64, error) { c.n = 0; return 0, nil }

var _ io.ReadSeeker = (*countingReader)(nil)

// An endless cell is refused after a mebibyte and not read to its end.
func TestEndlessCell(t *testing.T) {
	for _, head := range []string{"", pipelineHeader + "\n", pipelineHeader + "\nA1,\"", "\xef\xbb\xbf"} {
		endless := &countingReader{head: head}
		r := read(t, "maven_crm", Known{}, File{"sales_pipeline.csv", endless})
		if !strings.Contains(refusals(r), "the cell is larger than 1048576 bytes") {
			t.Errorf("after %q: %s", head, refusals(r))
		}
		if limit := int64(MaxCellBytes + 256<<10); endless.n > limit {
			t.Errorf("after %q: %d bytes were read, want at most %d", head, endless.n, limit)
		}
	}
}

func TestTooManyRefusals(t *testing.T) {
	rows := make([]string, MaxRefusals+100)
	for i := range rows {
		rows[i] = "bad"
	}
	r := read(t, "maven_crm", Known{}, smallCompany(rows...)...)
	last := r.Report.Files[3]
	if !last.Whole || len(last.Refusals) != MaxRefusals+2 {
		t.Errorf("whole %t with %d refusals; want the file refused after %d", last.Whole, len(last.Refusals), MaxRefusals+2)
	}
}
