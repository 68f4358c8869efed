package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"kasket/internal/rule"
)

// The cost of a password: argon2id with 19 MiB and two passes takes about 28 ms
// here. Unbounded, eight sign-ins at once took 911 MB; two at a time is enough.
const (
	hashMemory   = 19 * 1024 // KiB
	hashPasses   = 2
	hashLanes    = 1
	hashLength   = 32
	saltLength   = 16
	hashesAtOnce = 2
)

// Bounds of a password, in characters. Length is what helps; composition rules do not.
const (
	ShortestPassword = 10
	longestPassword  = 200
	tellingName      = 4 // an address with a shorter name before its @ says too little to be looked for
	fewestDifferent  = 5
)

// CheckPassword says what is wrong with a new password.
func CheckPassword(password, email string) error {
	var broken rule.Violations
	name, _, _ := strings.Cut(strings.ToLower(email), "@")
	n := utf8.RuneCountInString(password)
	switch {
	case n == 0:
		broken.Add("new_password", "required")
	case n < ShortestPassword:
		broken.Add("new_password", "password_short", ShortestPassword)
	case n > longestPassword:
		broken.Add("new_password", "too_long", longestPassword, n)
	case len(name) >= tellingName && strings.Contains(strings.ToLower(password), name):
		broken.Add("new_password", "password_is_name")
	case different(password) < fewestDifferent:
		broken.Add("new_password", "password_simple")
	}
	return broken.Err()
}

// different counts the letters of a password that are not the same.
func different(password string) int {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen)
}

// hash makes the stored form of a password, waiting for a free slot.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	if err := s.slots.Acquire(ctx, 1); err != nil {
		return "", err
	}
	defer s.slots.Release(1)
	salt := make([]byte, saltLength)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("making salt: %w", err)
	}
	sum := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

var errHashForm = errors.New("not an argon2id hash")

// matches weighs a password against its stored form. The caller holds a slot.
func matches(password, stored string) (bool, error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHashForm
	}
	var memory, passes uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes); err != nil {
		return false, errHashForm
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, errHashForm
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) == 0 {
		return false, errHashForm
	}
	sum := argon2.IDKey([]byte(password), salt, passes, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(sum, want) == 1, nil
}

// nobodysHash is weighed for an e-mail that is not known, so that the answer takes
// as long as for one that is. No password gives it.
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
