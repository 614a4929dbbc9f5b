package plan

// The codes of diagnostics about several documents together; see package check for those about one.
const (
	codeCreditDiffers   = "credit-differs"
	codeDocumentKind    = "document-kind"
	codeDocumentTwice   = "document-twice"
	codeExpired         = "expires-passed"
	codeFieldDiffers    = "field-differs"
	codeTermsTwice      = "terms-twice"
	codeTermsUnused     = "terms-not-used"
	codeUnknownTerms    = "unknown-terms"
	codeVersionsOverlap = "versions-overlap"
)
