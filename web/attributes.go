package web

import (
	"github.com/a-h/templ"

	"rainmaker/desk/deals"
)

// current marks the link to what is being looked at.
func current(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}

// invalid marks a field whose value was refused; the words stand in the element "wrong".
func invalid(is bool) templ.Attributes {
	if !is {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "wrong"}
}

// swapping makes a link put the part of another page that has an id in place of this page's, and leave the rest, scroll
// included, where it is. Without scripts the link is a link.
func swapping(url, id string) templ.Attributes {
	return templ.Attributes{
		"hx-get": url, "hx-target": "#" + id, "hx-select": "#" + id, "hx-swap": "outerHTML", "hx-push-url": "true",
	}
}

// asking makes a form answer in place as soon as a field is changed: what its page says in the element "answer", and the
// headline with it. Without scripts its button asks.
func asking(url string) templ.Attributes {
	return templ.Attributes{
		"hx-get": url, "hx-trigger": "change, submit", "hx-target": "#answer", "hx-select": "#answer", "hx-swap": "outerHTML", "hx-push-url": "true",
	}
}

// faulty marks a field that could not be taken; its help and what is wrong describe it.
func faulty(in deals.Input) templ.Attributes {
	a := templ.Attributes{"aria-describedby": "h-" + in.Name}
	if in.Wrong != "" {
		a["aria-invalid"], a["aria-describedby"] = "true", "w-"+in.Name+" h-"+in.Name
	}
	return a
}

// following makes a page fetch itself anew, in place, when the company stands elsewhere than it shows.
func following(f frame) templ.Attributes {
	if f.live == "" {
		return nil
	}
	return templ.Attributes{"data-live": string(f.live)}
}

// polling makes an element fetch itself anew from an address every second.
func polling(url, id string) templ.Attributes {
	return templ.Attributes{
		"hx-get": url, "hx-trigger": "every 1s", "hx-select": "#" + id, "hx-swap": "outerHTML",
	}
}
