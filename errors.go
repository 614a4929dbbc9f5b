package rainmaker

import (
	"errors"
	"fmt"
	"strings"
)

// A Code says what kind of failure an [Error] is, so that a page, a command and an API can each answer in their own way.
// Codes are wire-stable: they appear in JSON and select exit codes.
type Code string

// The kinds of failure. Anything without a code is [Internal] and its text is not for strangers.
const (
	Invalid   Code = "invalid"   // the input is wrong; the message says where and what to write
	NotFound  Code = "not-found" // no such thing, or none that this person may know of
	Forbidden Code = "forbidden" // signed in, but not allowed
	Unsigned  Code = "unsigned"  // nobody is signed in
	Conflict  Code = "conflict"  // the state does not allow it now
	Busy      Code = "busy"      // somebody holds what is needed; try again
	Internal  Code = "internal"  // our fault
)

// Error is a failure that a person will read. Op names what was attempted, Message says who, what, when and both values,
// Way is what to do about it.
type Error struct {
	Code    Code   `json:"code"`
	Op      string `json:"op,omitempty"`
	Message string `json:"message"`
	Way     string `json:"way,omitempty"`
	Err     error  `json:"-"`
}

func (e *Error) Error() string {
	parts := make([]string, 0, 4)
	for _, s := range []string{e.Op, e.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if e.Err != nil {
		if text := e.Err.Error(); text != "" {
			parts = append(parts, text)
		}
	}
	if e.Way != "" {
		parts = append(parts, e.Way)
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an [Error] of a kind; a %w in the format becomes its cause without being printed twice.
func Errorf(code Code, op, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Op: op, Message: err.Error(), Err: bare{errors.Unwrap(err)}.orNil()}
}

// WithWay adds what to do about it.
func (e *Error) WithWay(format string, args ...any) *Error {
	e.Way = fmt.Sprintf(format, args...)
	return e
}

// bare keeps a cause for errors.Is and errors.As while its text already stands in the message.
type bare struct{ error }

func (b bare) Error() string { return "" }
func (b bare) Unwrap() error { return b.error }
func (b bare) orNil() error {
	if b.error == nil {
		return nil
	}
	return b
}

// CodeOf is the kind of the outermost [Error] in err's chain, [Internal] when there is none, and empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
