package demo

var (
	firstWords = []string{
		"Northwind", "Castellan", "Juniper", "Brightwater", "Orrin", "Meridian", "Harrow", "Alder", "Vantage", "Kestrel",
		"Tallow", "Sable", "Quill", "Larkspur", "Ironbridge", "Copperfield", "Hollins", "Marlow", "Pinecrest", "Redstone",
		"Silverlake", "Thornbury", "Umber", "Wexford", "Yarrow", "Ashdown", "Bellamy", "Crestline", "Dunmore", "Everly",
		"Fenwick", "Garland", "Hawthorn", "Inverness", "Jarrow", "Kingsley", "Lindale", "Mossgate", "Norbury", "Oakhurst",
		"Pemberton", "Quarry", "Rosslyn", "Stanmore", "Tidewater", "Upland", "Verity", "Westmark", "Yewdale", "Zephyr",
		"Amberley", "Blackthorn", "Cobalt", "Driftwood", "Elmstead", "Foxglove", "Granite", "Highfield", "Islay", "Kelso",
	}
	lastWords = []string{
		"Freight", "Dental", "Utilities", "Labs", "Foods", "Clinics", "Print", "Air", "Insurance", "Textiles", "Robotics",
		"Energy", "Logistics", "Media", "Timber", "Optics", "Marine", "Mills", "Pharma", "Rail", "Ceramics", "Glass", "Hotels",
		"Travel", "Motors", "Paper", "Steel", "Water", "Seeds", "Games", "Audio", "Credit", "Homes", "Packaging", "Sensors",
		"Tools", "Brewing", "Fabrics", "Networks", "Care",
	}
	endings = []string{" Group", " Holdings", " Partners", " International", " & Sons"}
)

// account is a customer's name that nobody has yet.
func (g *generator) account(c chance) string {
	for {
		name := firstWords[c.IntN(len(firstWords))] + " " + lastWords[c.IntN(len(lastWords))]
		if g.used[name] {
			name += endings[c.IntN(len(endings))]
		}
		if !g.used[name] {
			g.used[name] = true
			return name
		}
	}
}
