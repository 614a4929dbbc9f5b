package money_test

import (
	"fmt"

	"rainmaker/money"
)

func Example() {
	deal, err := money.ParseAmount("1,234.50")
	if err != nil {
		panic(err)
	}
	rate := money.NewRatio(1, 12) // exactly a twelfth
	pay, err := money.RoundTo(deal.Ratio().Mul(rate), "USD", money.HalfEven)
	if err != nil {
		panic(err)
	}
	fmt.Println(pay)
	fmt.Println("You earned " + pay.Sentence() + ".")
	// Output:
	// 102.88 USD
	// You earned $102.88.
}

func ExampleParseAmount() {
	_, err := money.ParseAmount("1.234,56")
	fmt.Println(err)
	// Output:
	// amount "1.234,56" looks like a comma decimal: write 1234.56
}
