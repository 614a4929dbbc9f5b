package ingest

import (
	"strings"
	"testing"

	"rainmaker"
	"rainmaker/calendar"
)

const (
	demoPeopleHead  = "person,name,manager,plan,from,before"
	demoBookingHead = "booking,account,owner,partner,owner_share,engineer,stage,product,kind,opened,closed,acv"
)

// demoFiles are two people with what else is given.
func demoFiles(more ...File) []File {
	return append([]File{file("people.csv", demoPeopleHead, "lee,Lee Park,,manager,2026-01-01,", "ana,Ana Cruz,lee,seller,2026-01-01,2027-02-15")}, more...)
}

// What changes about people has a day, and none of it overwrites what was before.
func TestDemoPeopleOverTime(t *testing.T) {
	r := read(t, "demo", Known{}, demoFiles(
		file("assignments.csv", "person,plan,from,before", "ana,manager,2027-02-15,"),
		file("reports.csv", "person,from,manager", "ana,2027-02-15,"),
		file("attributes.csv", "person,attribute,from,value", "ana,pod,2026-01-01,north", "ana,pod,2027-02-01,south"),
		file("quotas.csv", "person,plan,from,quota,target", "ana,seller,2026-01-01,1000.00,100.00"),
		file("numbers.csv", "person,plan,number,from,value,currency", "ana,manager,draw,2027-02-15,250.50,USD", "ana,manager,goal,2027-02-15,12,"),
		file("leave.csv", "person,from,before", "ana,2026-05-01,2026-06-01"),
		file("holidays.csv", "holiday,from,before", "New Year,2027-01-01,2027-01-02"),
	)...)
	if refused := refusals(r); refused != "" {
		t.Fatal(refused)
	}
	c, err := rainmaker.Decode(r.Facts)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Assignments) != 3 || c.Assignments[1].Span != (calendar.Span{From: calendar.MustParse("2026-01-01"), Before: calendar.MustParse("2027-02-15")}) {
		t.Errorf("assignments %v", c.Assignments)
	}
	later := c.Assignments[0] // ana to manager
	for number, want := range map[string]string{"draw": "250.50 USD", "goal": "12"} {
		if v, _, _ := later.Numbers[number].At(later.Span.From); v.String() != want {
			t.Errorf("%s is %s, want %s", number, v, want)
		}
	}
	if len(c.Reports) != 3 || c.Reports[1].Manager != "" || c.Reports[1].From != later.Span.From {
		t.Errorf("reporting lines %v", c.Reports)
	}
	ana, _ := c.Payee("ana")
	for day, want := range map[string]string{"2027-01-31": "north", "2027-02-01": "south"} {
		if pod, _, _ := ana.Attributes["pod"].At(calendar.MustParse(day)); pod.Text() != want {
			t.Errorf("pod on %s is %s, want %s", day, pod, want)
		}
	}
	if len(c.Leaves) != 1 || c.Leaves[0].Span.Days() != 31 || len(c.Holidays) != 1 {
		t.Errorf("leave %v, holidays %v", c.Leaves, c.Holidays)
	}
}

// A file may lack what came with later exports. Then it states nothing about it, which is less than that there is none.
func TestDemoOptionalColumns(t *testing.T) {
	row := "B1,Northwind,ana,,1,,won,core,new,2026-01-04,2026-01-10,600.00"
	for _, test := range []struct {
		head, row string
		fields    string
	}{
		{demoBookingHead, row, ""},
		{demoBookingHead + ",collected,years", row + ",,2", "years 2, collected none"},
		{demoBookingHead + ",collected", row + ",2026-02-01", "collected 2026-02-01"},
	} {
		r := read(t, "demo", Known{}, demoFiles(file("bookings.csv", test.head, test.row))...)
		var said []string
		for _, f := range r.Facts {
			if f.Kind != demoBooking {
				continue
			}
			for _, field := range f.Fields[11:] {
				said = append(said, field.Name+" "+field.Value.String())
			}
		}
		if got := strings.Join(said, ", "); got != test.fields || refusals(r) != "" {
			t.Errorf("%s states %q, want %q; %s", test.head, got, test.fields, refusals(r))
		}
	}
}

// What makes no sense is refused with the cell, both values and what to do.
func TestDemoRefusals(t *testing.T) {
	more := demoBookingHead + ",collected,churned,lost_reason"
	for _, test := range []struct{ name, head, row, want string }{
		{
			"leave.csv", "person,from,before", "ana,2026-05-01,2026-05-01",
			`leave.csv, row 2, column before (3), "2026-05-01": it ends before 2026-05-01, and it starts on 2026-05-01: write the first day after it`,
		},
		{
			"reports.csv", "person,from,manager", "ana,2026-05-01,ana",
			`reports.csv, row 2, column manager (3), "ana": ana would report to themselves: correct it where the file comes from, and export again`,
		},
		{
			"bookings.csv", more, "B1,Northwind,ana,,1,,open,core,new,2026-01-04,,600.00,2026-02-01,,",
			`bookings.csv, row 2, column collected (13), "2026-02-01": a booking that is open can't have been collected: correct it where the file comes from, and export again`,
		},
		{
			"bookings.csv", more, "B1,Northwind,ana,,1,,won,core,new,2026-01-04,2026-01-10,600.00,,2026-01-09,",
			`bookings.csv, row 2, column churned (14), "2026-01-09": it lies before the booking closed on 2026-01-10: correct it where the file comes from, and export again`,
		},
		{
			"bookings.csv", more, "B1,Northwind,ana,,1,,won,core,new,2026-01-04,2026-01-10,600.00,,,price",
			`bookings.csv, row 2, column lost_reason (15), "price": a booking that is won has none: leave the cell empty, or correct the stage`,
		},
		{
			"renewals.csv", "renewal,account,manager,due,due_arr,outcome,renewed_arr", "R1,Northwind,ana,2026-02-01,100.00,lost,",
			`renewals.csv, row 2, column renewed_arr (7): the cell is empty, and a renewal that is lost needs one: fill it in where the file comes from; 0 where nothing was renewed`,
		},
		{
			"renewals.csv", "renewal,account,manager,due,due_arr,outcome,renewed_arr", "R1,Northwind,ana,2026-02-01,100.00,open,100.00",
			`renewals.csv, row 2, column renewed_arr (7), "100.00": a renewal that is open has none yet: leave it empty, or correct the outcome`,
		},
		{
			"meetings.csv", "meeting,lead,account,sdr,held,showed,qualified,accepted", "M1,L1,Northwind,ana,2026-02-01,maybe,yes,",
			`meetings.csv, row 2, column showed (6), "maybe": it is none of yes, no: correct it where the file comes from, and export again`,
		},
	} {
		lead := file("leads.csv", "lead,account,sdr,source,created,touched,disposition,disposed", "L1,Northwind,ana,inbound,2026-01-05,,new,")
		r := read(t, "demo", Known{}, demoFiles(lead, file(test.name, test.head, test.row))...)
		wantText(t, refusals(r), test.want)
	}
}

// A meeting says yes or no, however it is written.
func TestDemoMeetings(t *testing.T) {
	r := read(t, "demo", Known{}, demoFiles(
		file("leads.csv", "lead,account,sdr,source,created,touched,disposition,disposed", "L1,Northwind,ana,inbound,2026-01-05,,new,"),
		file("meetings.csv", "meeting,lead,account,sdr,held,showed,qualified,accepted", "M1,L1,Northwind,ana,2026-02-01,Yes,no,"),
	)...)
	for _, f := range r.Facts {
		if f.Kind != demoMeeting {
			continue
		}
		showed, _ := f.Fields.Get("showed")
		qualified, _ := f.Fields.Get("qualified")
		if !showed.Equal(rainmaker.YesNoOf(true)) || !qualified.Equal(rainmaker.YesNoOf(false)) {
			t.Errorf("showed %s, qualified %s", showed, qualified)
		}
		return
	}
	t.Errorf("no meeting: %s", refusals(r))
}
