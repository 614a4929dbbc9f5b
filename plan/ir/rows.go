package ir

// RowName is the name under which an assignment gives one row of a parameter by a key: "rate for core".
func RowName(param, row string) string { return param + " for " + row }

// RowText is how a value is written as a row: a name as it is, any other text in quotation marks.
func RowText(v Value) string {
	switch {
	case v.None:
		return "none"
	case v.Kind == Number:
		return v.Num.String()
	case v.Kind == Text:
		return ChoiceText(v.Text)
	}
	return v.String()
}

// ChoiceText is a choice as it is written: with quotes where it is no name.
func ChoiceText(s string) string {
	if s == "" || s == "none" {
		return `"` + s + `"`
	}
	for i, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && (r == '_' || r >= '0' && r <= '9')) {
			return `"` + s + `"`
		}
	}
	return s
}
