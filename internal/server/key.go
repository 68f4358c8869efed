package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/http"

	"kasket/internal/audit"
)

// newKey makes the key of a form: a random UUID, so that a form sent twice is
// carried out once.
func newKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: the program ends where there is no randomness
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	s := hex.EncodeToString(b[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// keyAgain is the key of a form that is shown once more: the same, so that the
// corrected form is still the one act; a new one where the old was used up by
// another content.
func keyAgain(r *http.Request, err error) string {
	key := r.PostFormValue(keyField)
	if errors.Is(err, audit.ErrSaidOtherwise) || audit.KeyOf(key) != nil {
		return newKey()
	}
	return key
}
