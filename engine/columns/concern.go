package columns

import "rainmaker"

// Concerning lists the deals that credit or name some people, who are marked by number: all that their statements and the reasons
// in them are made of.
func (b *Book) Concerning(who []bool) []int32 {
	var named []*rainmaker.Column
	var numbers [][]int32
	for i := range b.Batch.Columns {
		if c := &b.Batch.Columns[i]; c.Kind == rainmaker.Person {
			named, numbers = append(named, c), append(numbers, b.Staff.numbers(c.Words))
		}
	}
	var out []int32
	lists := b.lists()
	for row := range int32(b.Batch.Len) { //nolint:gosec // deals
		wanted := false
		for i, c := range named {
			if code := c.Codes[row]; code >= 0 && numbers[i][code] >= 0 {
				wanted = wanted || who[numbers[i][code]]
			}
		}
		b.credit(row, lists)
		for _, list := range lists {
			for _, g := range list {
				wanted = wanted || who[g.payee]
			}
		}
		if wanted {
			out = append(out, row)
		}
	}
	return out
}
