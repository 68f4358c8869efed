// Package vault encrypts single fields, so that a copy of the database gives
// away neither a CPR number nor a protected address.
//
// A sealed field is one byte of key version, a random nonce and the text
// under AES-256-GCM. It is bound to its place, as "youths:42:cpr": a value
// moved to another row or column does not open. Exact search goes by a blind
// index, an HMAC under a key of its own; who holds that key can try all CPR
// numbers, so it lives with the others, outside the database.
//
// Keys come as text: "BASE64", or for rotation "v2:BASE64,v1:BASE64". The first
// encrypts, all decrypt. The index key must outlive rotation, or nothing would
// be found again: it is derived from the last key in the list, the oldest. Before
// that key is taken out, keep it as "index:BASE64", which then decides.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrKeys says that the configured keys cannot be used. It never holds a key.
var ErrKeys = errors.New("vault: the keys are not usable")

// ErrSealed says that a field cannot be opened: it was changed, belongs in
// another place, or was sealed under a key that is no longer configured.
var ErrSealed = errors.New("vault: the sealed field does not open")

// keySize is the length of a master key and of every key made from one.
const keySize = 32

// Vault seals and opens fields. It may be used from many goroutines.
type Vault struct {
	current byte
	fields  map[byte]cipher.AEAD
	index   []byte
}

// Generate returns a new master key in the form that Parse reads.
func Generate() string {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails: it would stop the program
	return base64.StdEncoding.EncodeToString(key)
}

// Parse makes a vault of the configured keys; the package says how they look.
func Parse(master string) (*Vault, error) {
	v := &Vault{fields: map[byte]cipher.AEAD{}}
	var oldest, index []byte
	for i, part := range strings.Split(master, ",") {
		name, key, err := parsePart(part)
		if err != nil {
			return nil, fmt.Errorf("%w: key %d: %w", ErrKeys, i+1, err)
		}
		if name == "index" {
			if index != nil {
				return nil, fmt.Errorf("%w: key %d: a second index key", ErrKeys, i+1)
			}
			index = key
			continue
		}
		if err := v.add(name, key); err != nil {
			return nil, fmt.Errorf("%w: key %d: %w", ErrKeys, i+1, err)
		}
		oldest = key
	}
	if oldest == nil {
		return nil, fmt.Errorf("%w: none that encrypts", ErrKeys)
	}
	if index == nil {
		index = oldest
	}
	var err error
	v.index, err = derive(index, "kasket blind index")
	return v, err
}

// add takes in the next key; the first is the one that encrypts.
func (v *Vault) add(name string, master []byte) error {
	number, err := strconv.ParseUint(strings.TrimPrefix(name, "v"), 10, 8)
	if err != nil || number == 0 || !strings.HasPrefix(name, "v") {
		return errors.New("the version is not v1 to v255")
	}
	version := byte(number)
	if v.fields[version] != nil {
		return fmt.Errorf("version v%d is there twice", version)
	}
	key, err := derive(master, "kasket field encryption")
	if err != nil {
		return err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	v.fields[version], err = cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return err
	}
	if v.current == 0 {
		v.current = version
	}
	return nil
}

// parsePart reads "v2:BASE64", "index:BASE64", or a bare key, which is v1.
func parsePart(part string) (name string, key []byte, err error) {
	name, text, named := strings.Cut(strings.TrimSpace(part), ":")
	if !named {
		name, text = "v1", name
	}
	key, err = base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != keySize {
		return "", nil, fmt.Errorf("not %d bytes of base64", keySize)
	}
	return strings.TrimSpace(name), key, nil
}

// derive makes the key for one purpose of a master key.
func derive(master []byte, purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, master, nil, purpose, keySize)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return key, nil
}

// Seal encrypts plain for one place, table:row:column.
func (v *Vault) Seal(plain, place string) ([]byte, error) {
	if place == "" {
		return nil, errors.New("vault: sealing for no place")
	}
	return v.fields[v.current].Seal([]byte{v.current}, nil, []byte(plain), bound(v.current, place)), nil
}

// Open decrypts what was sealed for the same place.
func (v *Vault) Open(sealed []byte, place string) (string, error) {
	if len(sealed) == 0 || v.fields[sealed[0]] == nil {
		return "", ErrSealed
	}
	plain, err := v.fields[sealed[0]].Open(nil, nil, sealed[1:], bound(sealed[0], place))
	if err != nil {
		return "", ErrSealed
	}
	return string(plain), nil
}

// Stale reports whether a field was sealed under an older key, and so should
// be opened and sealed again before that key is taken out.
func (v *Vault) Stale(sealed []byte) bool {
	return len(sealed) > 0 && sealed[0] != v.current
}

// Index returns what plain is found by in a column, "youths:cpr". The same
// text in another column has another index, so the two cannot be joined.
func (v *Vault) Index(plain, column string) []byte {
	mac := hmac.New(sha256.New, v.index)
	// The length parts column from text, which may hold any byte.
	_, _ = fmt.Fprintf(mac, "%d:%s", len(column), column)
	_, _ = io.WriteString(mac, plain)
	return mac.Sum(nil)
}

// Format keeps the keys out of logs, whatever the verb.
func (v *Vault) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "vault.Vault") }

// bound is what a field is authenticated with besides its text.
func bound(version byte, place string) []byte { return append([]byte{version}, place...) }
