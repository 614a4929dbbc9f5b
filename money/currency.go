package money

import "fmt"

// Currency is an ISO 4217 code such as "USD". The zero value is no currency: it is not Known, and no [Money] but the zero
// Money has it.
type Currency string

// ParseCurrency reads an ISO 4217 code, three capital letters. A code that is not in the table is an error, never a currency
// with a guessed number of decimals.
func ParseCurrency(s string) (Currency, error) {
	c := Currency(s)
	if c.Known() {
		return c, nil
	}
	if u := upper(s); u != s && Currency(u).Known() {
		return "", fmt.Errorf("currency %q: codes are capital letters: write %s", s, u)
	}
	return "", fmt.Errorf("currency %q is not a code of ISO 4217: write one such as USD, EUR or JPY", s)
}

// Known reports whether c is in the table of ISO 4217.
func (c Currency) Known() bool { return decimalsOf(c) >= 0 }

// Decimals is the number of decimals of c's minor unit: 2 for USD (cents), 0 for JPY, 3 for KWD. It panics on a code that
// is not Known, since any number it could return would move somebody's decimal point; what comes from outside enters
// through [ParseCurrency].
func (c Currency) Decimals() int {
	d := decimalsOf(c)
	if d < 0 {
		panic(fmt.Sprintf("money: currency %q is not a code of ISO 4217; read it with ParseCurrency first", string(c)))
	}
	return d
}

// decimalsOf is -1 for an unknown code.
func decimalsOf(c Currency) int {
	i, ok := codeIndex(string(c))
	if !ok {
		return -1
	}
	return int(decimalsPlus1[i]) - 1
}

// codeIndex numbers the three-letter codes AAA to ZZZ, so that a look-up in the hot path (every line has a currency) is an
// index and not a hash.
func codeIndex(s string) (int, bool) {
	if len(s) != 3 {
		return 0, false
	}
	a, b, c := s[0]-'A', s[1]-'A', s[2]-'A'
	if a > 25 || b > 25 || c > 25 {
		return 0, false
	}
	return (int(a)*26+int(b))*26 + int(c), true
}

// isoCodes lists ISO 4217 by decimals of the minor unit. Left out are the codes without a minor unit (metals, SDR, testing):
// nobody is paid in them. Kept are the codes withdrawn since 2021, because the deals of those years still carry them.
var isoCodes = [...]struct {
	decimals int
	codes    string
}{
	{0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
	{2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY " +
		"COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS " +
		"INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR " +
		"MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP " +
		"STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"},
	{2, "ANG BGN CUC HRK SLL ZWL"}, // withdrawn
	{3, "BHD IQD JOD KWD LYD OMR TND"},
	{4, "CLF UYW"},
}

var decimalsPlus1 = func() (t [26 * 26 * 26]uint8) {
	for _, row := range isoCodes {
		for at := 0; at < len(row.codes); at += 4 {
			i, ok := codeIndex(row.codes[at : at+3])
			if !ok || t[i] != 0 {
				panic("money: the table of currencies has a bad or double code: " + row.codes[at:at+3])
			}
			t[i] = uint8(row.decimals) + 1
		}
	}
	return t
}()

func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - ('a' - 'A')
		}
	}
	return string(b)
}
