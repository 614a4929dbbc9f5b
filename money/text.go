package money

import (
	"strconv"
	"strings"
)

// minus is U+2212, as wide as a digit in the figures of a table; a hyphen is not.
const minus = "−"

// plain writes units of 10^-scale as ASCII without thousands: -52200, 2 is "-522.00".
func plain(units int64, scale int) string {
	sign := ""
	if units < 0 {
		sign = "-"
	}
	return fixed(strconv.FormatUint(magnitude(units), 10), scale, sign, "")
}

// grouped writes units of 10^-scale with thousands commas and, when they are negative, neg in front.
func grouped(units int64, scale int, neg string) string {
	if units >= 0 {
		neg = ""
	}
	return fixed(strconv.FormatUint(magnitude(units), 10), scale, neg, ",")
}

// fixed puts the decimal point into digits, comma (which may be empty) at every third digit before it, and sign in front.
func fixed(digits string, scale int, sign, comma string) string {
	if pad := scale + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	whole, frac := digits[:len(digits)-scale], digits[len(digits)-scale:]
	b := make([]byte, 0, len(sign)+len(digits)+1+len(whole)/3*len(comma))
	b = append(b, sign...)
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b = append(b, comma...)
		}
		b = append(b, whole[i])
	}
	if scale > 0 {
		b = append(append(b, '.'), frac...)
	}
	return string(b)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
