package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"rainmaker"
	"rainmaker/desk/importing"
	"rainmaker/ingest"
)

// maxUpload is how much one import may bring through the page, in bytes. Reading takes some hundred times that much memory
// while it lasts; larger files come in at the command line.
const maxUpload = 16 << 20

// upload is what somebody brought, until they decide on it.
type upload struct {
	files       []uploaded
	mode        rainmaker.BatchMode
	skipRefused bool
}

type uploaded struct {
	name    string
	content []byte
}

func (u upload) size() int {
	n := 0
	for _, f := range u.files {
		n += len(f.content)
	}
	return n
}

// asked is the upload as the desk reads it, from the start.
func (u upload) asked() importing.Upload {
	asked := importing.Upload{Mode: u.mode, SkipRefused: u.skipRefused}
	for _, f := range u.files {
		asked.Files = append(asked.Files, ingest.File{Name: f.name, Content: bytes.NewReader(f.content)})
	}
	return asked
}

// importing asks for files, and lists what was imported before.
func (s *site) importing(w http.ResponseWriter, v *visit) error {
	return s.showImporting(w, v, http.StatusOK, "")
}

func (s *site) showImporting(w http.ResponseWriter, v *visit, status int, wrong string) error {
	history, err := s.Importing.History(v.Context(), v.who)
	if err != nil {
		return err
	}
	f := s.frame(v, "Import", navImport)
	f.narrow = true
	return s.render(w, v, status, importPage(f, history, ingest.Profiles(), wrong))
}

// rehearse takes files and leads to what importing them would do.
func (s *site) rehearse(w http.ResponseWriter, v *visit) error {
	files, err := filesOf(w, v, maxUpload)
	switch {
	case rainmaker.CodeOf(err) == rainmaker.Invalid:
		message := faultOf(err, rainmaker.Invalid)
		return s.showImporting(w, v, http.StatusUnprocessableEntity, upper(message.message)+" "+upper(message.way))
	case err != nil:
		return err
	}
	u := upload{files: files, mode: rainmaker.BatchMode(v.FormValue("mode")), skipRefused: v.FormValue("skip") != ""}
	return s.seeOther(w, v, rehearsalURL(s.imports.put(v.who.Login, u)))
}

func rehearsalURL(token string) string { return "/admin/rehearsal/" + seg(token) }

// filesOf reads the files of a form's field "files" into memory.
func filesOf(w http.ResponseWriter, v *visit, limit int64) ([]uploaded, error) {
	v.Body = http.MaxBytesReader(w, v.Body, limit)
	if err := v.ParseMultipartForm(limit); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, rainmaker.Errorf(rainmaker.Invalid, "", "the files are larger than %d MiB together", limit>>20).
				WithWay("import them in parts, or at the command line")
		}
		return nil, rainmaker.Errorf(rainmaker.Invalid, "", "the form did not arrive whole: %s", err).WithWay("send it again")
	}
	defer v.MultipartForm.RemoveAll() //nolint:errcheck // nothing was spooled: the whole form fits in memory
	var files []uploaded
	for _, head := range v.MultipartForm.File["files"] {
		if head.Filename == "" {
			continue
		}
		f, err := head.Open()
		if err != nil {
			return nil, fmt.Errorf("uploaded file %s: %w", head.Filename, err)
		}
		content, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("uploaded file %s: %w", head.Filename, err)
		}
		files = append(files, uploaded{name: head.Filename, content: content})
	}
	if len(files) == 0 {
		return nil, rainmaker.Errorf(rainmaker.Invalid, "", "no file was chosen").WithWay("choose all files of one source together")
	}
	return files, nil
}

// held is a waiting upload; one that is gone is missing.
func (s *site) held(v *visit) (upload, error) {
	u, ok := s.imports.get(v.who.Login, v.PathValue("token"))
	if !ok {
		return upload{}, rainmaker.Errorf(rainmaker.NotFound, "", "this upload waits no longer: it was stored, or %d minutes passed",
			int(shelfLife.Minutes())).WithWay("choose the files again")
	}
	return u, nil
}

// rehearsal says what importing the waiting files would do. It is worked out anew each time, against what is known now.
func (s *site) rehearsal(w http.ResponseWriter, v *visit) error {
	u, err := s.held(v)
	if err != nil {
		return err
	}
	known, err := s.Importing.Known(v.Context(), v.who)
	if err != nil {
		return err
	}
	outcome, err := s.Importing.Rehearse(v.Context(), v.who, u.asked())
	if err != nil {
		return err
	}
	return s.showOutcome(w, v, http.StatusOK, outcome, known)
}

func (s *site) showOutcome(w http.ResponseWriter, v *visit, status int, outcome importing.Outcome, known rainmaker.BatchID) error {
	f := s.frame(v, "Rehearsal of an import", navImport)
	f.narrow = true
	return s.render(w, v, status, rehearsalPage(f, outcome, rehearsalURL(v.PathValue("token")), known))
}

// commit stores the waiting files.
func (s *site) commit(w http.ResponseWriter, v *visit) error {
	u, err := s.held(v)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(v.PostFormValue("known"), 10, 64)
	if err != nil {
		return rainmaker.Errorf(rainmaker.Invalid, "", "the form does not say what it was rehearsed against").WithWay("open the rehearsal again")
	}
	known, asked := rainmaker.BatchID(n), u.asked()
	asked.Over = &known
	outcome, err := s.Importing.Commit(v.Context(), v.who, asked)
	if err != nil {
		return err
	}
	if !outcome.Stored {
		return s.showOutcome(w, v, http.StatusConflict, outcome, known)
	}
	s.imports.drop(v.PathValue("token"))
	s.say(v, "Import %d is stored: %s.", outcome.Batch, outcome.Changes)
	return s.seeOther(w, v, importURL(outcome.Batch))
}

// importReport is the account of every row of a past import.
func (s *site) importReport(w http.ResponseWriter, v *visit) error {
	b, err := s.batch(v)
	if err != nil {
		return err
	}
	f := s.frame(v, fmt.Sprintf("Import %d", b.ID), navImport)
	f.narrow = true
	return s.render(w, v, http.StatusOK, importReportPage(f, b))
}

func (s *site) batch(v *visit) (importing.BatchReport, error) {
	id, err := v.number("batch")
	if err != nil {
		return importing.BatchReport{}, err
	}
	return s.Importing.Report(v.Context(), v.who, rainmaker.BatchID(id))
}

// importRefusals and rehearsalRefusals are what was refused as a file, to be worked through where the data comes from.
func (s *site) importRefusals(w http.ResponseWriter, v *visit) error {
	b, err := s.batch(v)
	if err != nil {
		return err
	}
	if b.Report == nil {
		return s.refusals(w, ingest.Report{}, fmt.Sprintf("refusals-import-%d.csv", b.ID))
	}
	return s.refusals(w, *b.Report, fmt.Sprintf("refusals-import-%d.csv", b.ID))
}

func (s *site) rehearsalRefusals(w http.ResponseWriter, v *visit) error {
	u, err := s.held(v)
	if err != nil {
		return err
	}
	outcome, err := s.Importing.Rehearse(v.Context(), v.who, u.asked())
	if err != nil {
		return err
	}
	return s.refusals(w, outcome.Report, "refusals-rehearsal.csv")
}

func (s *site) refusals(w http.ResponseWriter, report ingest.Report, name string) error {
	rows := [][]string{{"file", "row", "column", "column number", "value", "why", "way out"}}
	for _, r := range report.Refusals() {
		rows = append(rows, []string{r.File, positive(r.Row), r.Column, positive(r.Number), r.Value, r.Why, r.Way})
	}
	b, err := csvOf(rows)
	if err != nil {
		return err
	}
	return s.file(w, "text/csv; charset=utf-8", name, b)
}

// positive is a number that counts from 1, and nothing for none.
func positive(n int) string {
	if n < 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// mostRows is how many repairs or refusals of a file the page lists; the file of refusals has them all.
const mostRows = 100

func firstRefusals(f ingest.FileReport) []ingest.Refusal {
	return f.Refusals[:min(len(f.Refusals), mostRows)]
}

// rowList is the rows of a repair as people read them: the first few, and how many more.
func rowList(rows []int) string {
	const most = 6
	text := ""
	for i, row := range rows[:min(len(rows), most)] {
		if i > 0 {
			text += ", "
		}
		text += strconv.Itoa(row)
	}
	if len(rows) > most {
		text += fmt.Sprintf(" and %s more", thousands(len(rows)-most))
	}
	return text
}

// modeText says what it means when a key is missing from files.
func modeText(m rainmaker.BatchMode) string {
	if m == rainmaker.Whole {
		return "the whole picture"
	}
	return "changes"
}

func acceptedText(r ingest.Report) string {
	text := counted(r.Accepted(), "row", "rows") + " accepted"
	if r.Refused() > 0 {
		text += ", " + thousands(r.Refused()) + " refused"
	}
	return text
}

// placeText is where in its file something was refused.
func placeText(r ingest.Refusal) string {
	text := "the whole file"
	if r.Row > 0 {
		text = fmt.Sprintf("row %d", r.Row)
	}
	switch {
	case r.Column != "":
		text += ", column " + r.Column
	case r.Number > 0:
		text += fmt.Sprintf(", column %d", r.Number)
	}
	return text
}
