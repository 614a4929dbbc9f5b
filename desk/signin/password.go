package signin

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"rainmaker"
)

// cost is what a guess costs.
type cost struct {
	memoryKiB, passes uint32
	lanes             uint8
}

// owasp is the cost of new passwords: OWASP Password Storage Cheat Sheet, Argon2id with m=19 MiB, t=2, p=1. An encoded
// password carries its own, so that it can be raised and old passwords still open.
var owasp = cost{memoryKiB: 19 * 1024, passes: 2, lanes: 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// Bounds on what an encoded password may ask of this machine.
const (
	mostMemoryKiB = 256 * 1024
	mostPasses    = 16
)

// Lengths of a password: a minimum by NIST SP 800-63B for one that stands with rate limits, a maximum so that nobody makes
// us hash a book.
const (
	leastRunes = 12
	mostBytes  = 512
)

var hashersAtOnce = runtime.NumCPU()

// encoding is a stored password: $argon2id$v=19$m=19456,t=2,p=1$salt$key, in unpadded base64.
type encoding struct {
	cost
	salt, key []byte
}

// blank is compared where there is no password, so that the answer takes as long as one to a wrong password.
func (c cost) blank() encoding { return encoding{c, make([]byte, saltBytes), make([]byte, keyBytes)} }

func (e encoding) of(password string) []byte {
	return argon2.IDKey([]byte(password), e.salt, e.passes, e.memoryKiB, e.lanes, uint32(len(e.key)))
}

func (e encoding) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.memoryKiB, e.passes, e.lanes,
		b64.EncodeToString(e.salt), b64.EncodeToString(e.key))
}

func parseEncoding(s string) (encoding, error) {
	var e encoding
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return e, fmt.Errorf("stored password is not argon2id version %d", argon2.Version)
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &e.memoryKiB, &e.passes, &e.lanes); err != nil {
		return e, fmt.Errorf("stored password has parameters %q: %w", parts[3], err)
	}
	var err error
	if e.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return e, fmt.Errorf("stored password's salt: %w", err)
	}
	if e.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return e, fmt.Errorf("stored password's key: %w", err)
	}
	if e.memoryKiB < 8 || e.memoryKiB > mostMemoryKiB || e.passes < 1 || e.passes > mostPasses || e.lanes < 1 ||
		len(e.salt) < 8 || len(e.key) < 16 {
		return e, fmt.Errorf("stored password has parameters %q, a salt of %d bytes and a key of %d, which are out of bounds",
			parts[3], len(e.salt), len(e.key))
	}
	return e, nil
}

// verify reports whether a password is the encoded one. It costs the same where nothing is encoded.
func (d *Desk) verify(ctx context.Context, encoded, password string) (bool, error) {
	want, real := d.cost.blank(), encoded != ""
	if real {
		var err error
		if want, err = parseEncoding(encoded); err != nil {
			return false, err
		}
	}
	if len(password) > mostBytes {
		password, real = password[:mostBytes], false
	}
	if err := d.hasher(ctx); err != nil {
		return false, err
	}
	got := want.of(password)
	<-d.hashing
	same := subtle.ConstantTimeCompare(got, want.key) == 1
	return same && real, nil
}

// encode makes the stored form of a new password.
func (d *Desk) encode(ctx context.Context, password string) (string, error) {
	e := d.cost.blank()
	if _, err := io.ReadFull(d.Random, e.salt); err != nil {
		return "", fmt.Errorf("set password: randomness: %w", err)
	}
	if err := d.hasher(ctx); err != nil {
		return "", err
	}
	e.key = e.of(password)
	<-d.hashing
	return e.String(), nil
}

// hasher waits for one of the places at which a password may be hashed; the caller gives it back.
func (d *Desk) hasher(ctx context.Context) error {
	select {
	case d.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func checkPassword(login, password string) error {
	const opSet = "set password"
	n := utf8.RuneCountInString(password)
	switch {
	case n < leastRunes:
		return rainmaker.Errorf(rainmaker.Invalid, opSet, "the password has %d characters; at least %d are needed", n, leastRunes).
			WithWay("several words in a row are easy to keep and hard to guess")
	case len(password) > mostBytes:
		return rainmaker.Errorf(rainmaker.Invalid, opSet, "the password has %d bytes; at most %d are kept", len(password), mostBytes).
			WithWay("choose a shorter one")
	case strings.Contains(strings.ToLower(password), strings.ToLower(login)) && n < leastRunes+len(login):
		return rainmaker.Errorf(rainmaker.Invalid, opSet, "the password is little more than the login %s", login).
			WithWay("choose words that have nothing to do with your name")
	}
	return nil
}
