package plans

// Kept is how many sets, letters and past editions the desk has in memory.
func (d *Desk) Kept() (sets, letters, editions int) {
	return len(d.kept.sets.all), len(d.kept.letters.all), len(d.kept.editions.all)
}

// Mark makes every set and letter in memory say so, to tell it from what is worked out anew.
func (d *Desk) Mark(says string) {
	for key, s := range d.kept.sets.all {
		s.checked.Letters = nil
		d.kept.sets.all[key] = s
	}
	for key, l := range d.kept.letters.all {
		for i := range l.stated {
			l.stated[i].Says = says
		}
		for i := range l.results {
			l.results[i].Example.Name = says
		}
		d.kept.letters.all[key] = l
	}
}

// Most is how many sets are kept.
const Most = mostSets
