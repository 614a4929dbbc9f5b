package web

import (
	"encoding/csv"
	"fmt"
	"net/http"

	"rainmaker/desk/statement"
)

// csvRows is a file whose rows are sent one after another, because working all of them out takes a while. Nothing is sent
// before the first, so that what goes wrong until then is an error page.
type csvRows struct {
	s    *site
	w    http.ResponseWriter
	v    *visit
	name string
	head []string
	out  *csv.Writer // nil until the first row
}

func (s *site) csvRows(w http.ResponseWriter, v *visit, name string, head []string) *csvRows {
	return &csvRows{s: s, w: w, v: v, name: name, head: head}
}

func (c *csvRows) row(cells []string) error {
	c.begin()
	for i, cell := range cells {
		cells[i] = statement.Inert(cell)
	}
	if err := c.out.Write(cells); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	c.out.Flush()
	if err := c.out.Error(); err != nil { // the visitor is gone
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

func (c *csvRows) begin() {
	if c.out != nil {
		return
	}
	c.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	c.w.Header().Set("Content-Disposition", `attachment; filename="`+c.name+`"`)
	c.out = csv.NewWriter(c.w)
	_ = c.out.Write(c.head) // says itself at the flush what failed
}

// end closes the file. An error after the first row can't be said in the file any more: the connection is cut, so that a browser
// does not take the part for the whole.
func (c *csvRows) end(err error) error {
	switch {
	case err == nil:
		c.begin()
		c.out.Flush()
		return nil
	case c.out == nil:
		return err
	case c.v.Context().Err() == nil:
		c.s.Log.ErrorContext(c.v.Context(), "file cut short", "file", c.name, "login", c.v.who.Login, "error", err)
	}
	panic(http.ErrAbortHandler)
}
