// Package money has the exact numbers pay is made of. There is no floating point in it and no division that does not say
// how it rounds.
//
// There are three kinds of number, and nothing turns one into another silently:
//
//   - [Amount] is what a source said: 1,234.50, with the decimals it was written with. [ParseAmount] refuses whatever could
//     be read two ways.
//   - [Ratio] is an exact rational: a rate, a share, attainment, or pay before it is rounded. Arithmetic on Ratios never
//     loses anything; when 64 bits are not enough it goes on in big integers.
//   - [Money] is what can be paid: whole minor units of a [Currency]. [RoundTo] makes it from a Ratio, by a named
//     [Rounding], once.
//
// Read a deal, take a rate of it, and round:
//
//	deal, err := money.ParseAmount("1,234.50")
//	rate := money.NewRatio(1, 12)                                // exactly a twelfth
//	pay, err := money.RoundTo(deal.Ratio().Mul(rate), "USD", money.HalfEven)
//	fmt.Println(pay)                                             // 102.88 USD
//
// Lines that must sum to a rounded total go through [Running]; one amount divided among people goes through [Apportion].
// For plain integers there is [MulDiv].
package money
