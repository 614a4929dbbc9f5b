package syntax

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"rainmaker/plan/source"
)

// Print writes a file in the one canonical spelling: one clause a line, columns aligned, numbers grouped, brackets only
// where they are needed. Comments stay with the line or the clause they stood at. Reading the print gives the same tree.
// The file must have been read without errors: what could not be read can't be printed.
func Print(f *File) string {
	p := &printer{comments: f.Comments}
	p.items(fileItems(f), math.MaxInt)
	p.commentsBefore(math.MaxInt)
	return p.b.String()
}

// Format is a literate document with every plan block in its canonical spelling; the prose stays as it is. A document
// with errors, or with a declaration that runs from one block into the next, is returned unchanged with the reasons.
func Format(doc source.Document) (source.Document, source.Diagnostics) {
	file, found := Parse(doc)
	if found.HasErrors() {
		return doc, found
	}
	blocks, _ := source.Extract(doc)
	items := fileItems(file)
	comments := file.Comments
	var out strings.Builder
	done := 0
	for _, r := range blocks.Ranges {
		n := 0
		for n < len(items) && items[n].where.Start.Offset < r.End.Offset {
			n++
		}
		if n > 0 && items[n-1].where.End.Offset > r.End.Offset {
			found = append(found, source.Diagnostic{
				Code: "declaration-over-blocks", Where: items[n-1].where,
				Summary: "this declaration runs from one plan block into the next",
				Way:     "Close the block behind it, so that the reader sees it whole.",
			})
			return doc, found
		}
		c := 0
		for c < len(comments) && comments[c].Range.Start.Offset < r.End.Offset {
			c++
		}
		p := &printer{comments: comments[:c]}
		p.items(items[:n], math.MaxInt)
		p.commentsBefore(math.MaxInt)
		items, comments = items[n:], comments[c:]
		out.WriteString(doc.Text[done:r.Start.Offset])
		out.WriteString(p.b.String())
		done = r.End.Offset
	}
	out.WriteString(doc.Text[done:])
	doc.Text = out.String()
	return doc, found
}

// item is one thing that is printed: a line, or a head with a block. Neighbours of one group are aligned: their texts are
// cut at tabs into columns.
type item struct {
	where source.Range
	group string // "" is aligned with nothing
	text  string // of a block: the head, without the brace
	block []item
	open  bool // it has a block, perhaps an empty one
	right bool // the columns of its group but the first are numbers and stand to the right
}

func line(where source.Range, group string, columns ...string) item {
	return item{where: where, group: group, text: strings.Join(columns, "\t")}
}

func block(where source.Range, head string, inside []item) item {
	return item{where: where, text: head, block: inside, open: true}
}

type printer struct {
	b        strings.Builder
	depth    int
	comments []Comment
}

// items prints neighbours, the last of which ends before the offset end. At the top a blank line separates all but lines of
// one kind.
func (p *printer) items(list []item, end int) {
	for i := 0; i < len(list); {
		n := i + 1
		for n < len(list) && list[n].group == list[i].group && list[i].group != "" && !list[n].open && !list[i].open {
			n++
		}
		lines := align(list[i:n])
		for k, it := range list[i:n] {
			if p.depth == 0 && k == 0 && p.b.Len() > 0 && !p.closeTo(list, i) {
				p.b.WriteByte('\n')
			}
			limit := end
			if i+k+1 < len(list) {
				limit = list[i+k+1].where.Start.Offset
			}
			p.item(it, lines[k], limit)
		}
		i = n
	}
}

// closeTo reports whether no blank line stands before item i: the header belongs together.
func (p *printer) closeTo(list []item, i int) bool {
	return i > 0 && list[i].group == "header" && list[i-1].group == "header"
}

// item prints a line or a block; limit is where the next one begins, so that a comment behind two clauses of one line goes
// with the second.
func (p *printer) item(it item, text string, limit int) {
	p.commentsBefore(it.where.Start.Offset)
	p.write(text)
	if !it.open {
		p.commentBehind(it.where.End, limit)
		return
	}
	p.b.WriteString(" {")
	first, end := it.where.End.Offset, it.where.End.Offset
	if len(it.block) > 0 {
		first = it.block[0].where.Start.Offset
	}
	p.commentBehind(it.where.Start, first)
	p.depth++
	p.items(it.block, end)
	p.commentsBefore(end)
	p.depth--
	p.write("}")
	p.b.WriteString(it.tail())
	p.commentBehind(it.where.End, limit)
}

// tail is what stands behind the closing brace; it is kept in group of a block.
func (it item) tail() string {
	if it.open && it.group != "" {
		return " " + it.group
	}
	return ""
}

func (p *printer) write(text string) {
	p.b.WriteString(strings.Repeat("  ", p.depth))
	p.b.WriteString(text)
}

// commentsBefore writes the comments that stand on lines of their own above a clause, and those inside a clause that was
// written over several lines.
func (p *printer) commentsBefore(offset int) {
	for len(p.comments) > 0 && p.comments[0].Range.Start.Offset < offset {
		p.write(p.comments[0].Text + "\n")
		p.comments = p.comments[1:]
	}
}

// commentBehind ends a line, with the comment that stood behind it in the document and before limit.
func (p *printer) commentBehind(at source.Position, limit int) {
	if len(p.comments) > 0 && p.comments[0].Range.Start.Line == at.Line && p.comments[0].Range.Start.Offset < limit {
		p.b.WriteString("  " + p.comments[0].Text)
		p.comments = p.comments[1:]
	}
	p.b.WriteByte('\n')
}

// align pads the columns of neighbouring lines to one width.
func align(list []item) []string {
	rows := make([][]string, len(list))
	var width []int
	for i, it := range list {
		rows[i] = strings.Split(it.text, "\t")
		for c, cell := range rows[i] {
			if c == len(width) {
				width = append(width, 0)
			}
			width[c] = max(width[c], utf8.RuneCountInString(cell))
		}
	}
	out := make([]string, len(list))
	for i, row := range rows {
		var b strings.Builder
		for c, cell := range row {
			pad := strings.Repeat(" ", width[c]-utf8.RuneCountInString(cell))
			if list[i].right && c > 0 {
				cell = pad + cell
			} else {
				cell += pad
			}
			if c > 0 && width[c-1] > 0 && cell != "" {
				b.WriteByte(' ')
			}
			b.WriteString(cell)
		}
		out[i] = strings.TrimRight(b.String(), " ")
	}
	return out
}

// fileItems are the header and the declarations of a file, in the order of the document.
func fileItems(f *File) []item {
	var list []item
	if f.Language != nil {
		list = append(list, line(f.Language.Range, "header", "language "+strconv.Itoa(f.Language.Version)))
	}
	if f.Terms != nil {
		list = append(list, line(f.Terms.Range, "header", "terms "+f.Terms.Name.Text))
	}
	for _, u := range f.Uses {
		list = append(list, line(u.Range, "header", "uses "+nameList(u.Names)))
	}
	if f.Plan != nil {
		list = append(list, planItem(f.Plan))
	}
	for _, d := range f.Decls {
		list = append(list, declItem(d))
	}
	slices.SortStableFunc(list, func(a, b item) int { return a.where.Start.Offset - b.where.Start.Offset })
	return list
}

func planItem(d *PlanDecl) item {
	list := []item{
		line(d.Effective.Range, "clause", "effective", spanText(d.Effective)),
		line(d.Period.Range, "clause", "period", windowText(d.Period)),
		line(d.Currency.Range, "clause", "currency", string(d.Currency.Code)),
		line(d.Rounding.Range, "clause", "rounding", roundingText(d.Rounding)),
		line(d.Leavers.Range, "clause", "leavers", leaversText(d.Leavers)),
	}
	for _, n := range d.Notes {
		list = append(list, noteItem(n))
	}
	slices.SortStableFunc(list, func(a, b item) int { return a.where.Start.Offset - b.where.Start.Offset })
	return block(d.Range, "plan "+titled(d.Name, d.Label), list)
}

func roundingText(r *Rounding) string {
	unit := " per component"
	if r.PerLine {
		unit = " per line"
	}
	return r.Mode.String() + unit
}

func leaversText(l *Leavers) string {
	switch l.Rule {
	case KeepEarned:
		return "keep what is earned"
	case KeepPayable:
		return "keep what is payable"
	}
	return "keep what becomes payable within " + text(l.Within, levelUnary)
}

func noteItem(n *Note) item {
	switch n.Kind {
	case Serves:
		return line(n.Range, "clause", "serves", n.Goal.Text)
	case Because:
		return line(n.Range, "clause", "because", text(n.Text, levelUnary))
	case OwnedBy:
		return line(n.Range, "clause", "owned by", text(n.Text, levelUnary))
	}
	return line(n.Range, "clause", "expires", text(n.Date, levelUnary))
}

func titled(n Name, label *StringLit) string {
	if label == nil {
		return n.Text
	}
	return n.Text + ` "` + label.Value + `"`
}

func nameList(names []Name) string {
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = n.Text
	}
	return strings.Join(parts, ", ")
}

func as(role *Name) string {
	if role == nil {
		return ""
	}
	return " as " + role.Text
}
