package scan

// dictionary numbers the words of a column in the order in which they come. Most words are short and come again and again, so
// those of up to seven bytes are found by their bytes as one number, without making a string.
type dictionary struct {
	words []string
	keys  []uint64 // a table with open addressing; 0 is a free place
	codes []int32
	used  int
	long  map[string]int32
}

// code is a word's number.
func (d *dictionary) code(word []byte) int32 {
	if len(word) > 7 {
		return d.longCode(word)
	}
	key := uint64(len(word)+1) << 56
	for i, b := range word {
		key |= uint64(b) << (8 * i)
	}
	if d.used*2 >= len(d.keys) {
		d.grow()
	}
	for at := d.place(key); ; at = (at + 1) & (len(d.keys) - 1) {
		switch d.keys[at] {
		case key:
			return d.codes[at]
		case 0:
			d.used++
			d.keys[at], d.codes[at] = key, d.add(word)
			return d.codes[at]
		}
	}
}

// place is where the search for a key begins: the high bits of a product with a random odd number (Knuth, The Art of Computer
// Programming, vol. 3, 6.4).
func (d *dictionary) place(key uint64) int {
	return int((key*0x9e3779b97f4a7c15)>>32) & (len(d.keys) - 1) //nolint:gosec // 32 bits
}

func (d *dictionary) grow() {
	keys, codes := d.keys, d.codes
	n := max(64, 4*len(keys))
	d.keys, d.codes = make([]uint64, n), make([]int32, n)
	for i, key := range keys {
		if key == 0 {
			continue
		}
		at := d.place(key)
		for d.keys[at] != 0 {
			at = (at + 1) & (n - 1)
		}
		d.keys[at], d.codes[at] = key, codes[i]
	}
}

func (d *dictionary) longCode(word []byte) int32 {
	code, known := d.long[string(word)]
	if !known {
		if d.long == nil {
			d.long = map[string]int32{}
		}
		code = d.add(word)
		d.long[string(word)] = code
	}
	return code
}

func (d *dictionary) add(word []byte) int32 {
	d.words = append(d.words, string(word))
	return int32(len(d.words) - 1) //nolint:gosec // no more words than rows
}
