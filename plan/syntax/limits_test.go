package syntax_test

import (
	"strings"
	"testing"

	"rainmaker/plan/source"
	"rainmaker/plan/syntax"
)

// A document made to exhaust the reader costs one error, and what follows it is read.
func TestLimits(t *testing.T) {
	const n = 20_000
	for name, text := range map[string]string{
		"brackets":   "measure a = " + strings.Repeat("(", n),
		"not":        "measure a = " + strings.Repeat("not ", n) + "b",
		"minus":      "measure a = " + strings.Repeat("-", n) + "1",
		"otherwise":  "measure a = " + strings.Repeat("1 if b otherwise ", n) + "2",
		"sum":        "measure a = 1" + strings.Repeat(" + 1", n),
		"product":    "measure a = 1" + strings.Repeat(" x 1", n),
		"conversion": "measure a = b" + strings.Repeat(" in USD at m", n),
		"hyphens":    "measure a" + strings.Repeat("-b", n) + " = 1",
	} {
		t.Run(name, func(t *testing.T) {
			file, found := syntax.ParseDecls(source.Document{Name: name, Text: text + "\nmeasure next = 1\n"})
			if len(found) != 1 {
				t.Errorf("%d diagnostics, want 1", len(found))
			}
			if len(file.Decls) != 1 {
				t.Errorf("%d declarations were read, want the one that follows", len(file.Decls))
			}
		})
	}
}

func TestBracketsNestSixtyFourDeep(t *testing.T) {
	for deep, ok := range map[int]bool{64: true, 65: false} {
		text := "measure a = " + strings.Repeat("(", deep) + "1" + strings.Repeat(")", deep)
		if _, found := syntax.ParseDecls(source.Document{Name: "d", Text: text}); found.HasErrors() == ok {
			t.Errorf("%d brackets: %v", deep, found)
		}
	}
}

func TestCheckDecimals(t *testing.T) {
	for text, want := range map[string]string{
		"250 EUR":     "",
		"250.00 EUR":  "",
		"250.000 EUR": "250.000 EUR has three decimals; EUR has two",
		"5.5 JPY":     "5.5 JPY has one decimal; JPY has none",
	} {
		file, found := syntax.ParseDecls(source.Document{Name: "d", Text: "measure a = " + text})
		if len(found) > 0 {
			t.Fatal(found)
		}
		lit := file.Decls[0].(*syntax.MeasureDecl).Value.(*syntax.MoneyLit)
		d, ok := syntax.CheckDecimals(lit, lit.Currency.Decimals())
		if ok != (want == "") || d.Summary != want {
			t.Errorf("%s: %v %q, want %q", text, ok, d.Summary, want)
		}
		if !ok && (d.Way == "" || d.Code == "" || d.Where != lit.Range) {
			t.Errorf("%s: incomplete: %+v", text, d)
		}
	}
	lit := &syntax.MoneyLit{Text: "120000.1234", Currency: "USD", Decimals: 4}
	if _, ok := syntax.CheckDecimals(lit, 4); !ok {
		t.Error("a field declared with four decimals refuses four")
	}
}
