package web

import "github.com/a-h/templ"

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

// polling makes an element fetch itself anew from an address every second.
func polling(url, id string) templ.Attributes {
	return templ.Attributes{
		"hx-get": url, "hx-trigger": "every 1s", "hx-select": "#" + id, "hx-swap": "outerHTML",
	}
}
