package ingest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rainmaker"
)

// generatedPipeline is a made-up pipeline of the size of a small company's year.
func generatedPipeline(rows int) string {
	random := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	b.WriteString(pipelineHeader + "\n")
	for i := range rows {
		agent := []string{"Ann Bell", "Bob Cole"}[random.IntN(2)]
		product := []string{"GTX Pro", "GTXPro", "MG Special"}[random.IntN(3)]
		fmt.Fprintf(&b, "%08X,%s,%s,Acme,Won,2017-01-%02d,2017-%02d-%02d,%d\n", i, agent, product, 1+random.IntN(31),
			2+random.IntN(11), 1+random.IntN(28), 50+random.IntN(9000))
	}
	return b.String()
}

func BenchmarkScan(b *testing.B) {
	text := generatedPipeline(8_800)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if rows, _, err := rowsOf(strings.NewReader(text)); err != nil || len(rows) != 8_801 {
			b.Fatal(len(rows), err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	text := generatedPipeline(8_800)
	files := append(smallCompany()[:3], File{"sales_pipeline.csv", strings.NewReader(text)})
	p := profile(b, "maven_crm")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := Read(p, rainmaker.Changes, files, Known{})
		if err != nil || r.Report.Refused() != 0 || r.Report.Accepted() != 8_805 {
			b.Fatal(r.Report.Refused(), r.Report.Accepted(), err)
		}
	}
}

func BenchmarkCompareUnchanged(b *testing.B) {
	files := append(smallCompany()[:3], File{"sales_pipeline.csv", strings.NewReader(generatedPipeline(8_800))})
	r := read(b, "maven_crm", Known{}, files...)
	known := Known{Facts: r.Facts}
	for b.Loop() {
		c, err := Compare(r, known)
		if err != nil || c.Len() != 0 {
			b.Fatal(c, err)
		}
	}
}
