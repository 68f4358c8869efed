package vault

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
)

const place = "youths:42:cpr"

func parse(t *testing.T, master string) *Vault {
	t.Helper()
	v, err := Parse(master)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func seal(t *testing.T, v *Vault, plain string) []byte {
	t.Helper()
	sealed, err := v.Seal(plain, place)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealAndOpen(t *testing.T) {
	v := parse(t, Generate())
	for _, plain := range []string{"", "7403084039", "Ærøvej 1, 2. th\x00", strings.Repeat("å", 20_000)} {
		sealed := seal(t, v, plain)
		if len(plain) > 3 && bytes.Contains(sealed, []byte(plain)) {
			t.Errorf("%.20q stands in its sealed form", plain)
		}
		if got, err := v.Open(sealed, place); err != nil || got != plain {
			t.Errorf("got %.20q, %v, want %.20q", got, err, plain)
		}
	}
	if bytes.Equal(seal(t, v, "7403084039"), seal(t, v, "7403084039")) {
		t.Error("the same text is sealed the same way twice: the nonce is not random")
	}
	if _, err := v.Seal("7403084039", ""); err == nil {
		t.Error("sealed for no place")
	}
}

func TestOpenRefuses(t *testing.T) {
	v := parse(t, Generate())
	sealed := seal(t, v, "7403084039")
	for _, other := range []string{"youths:43:cpr", "youths:42:address", "people:42:cpr", ""} {
		if _, err := v.Open(sealed, other); !errors.Is(err, ErrSealed) {
			t.Errorf("moved to %q: %v, want ErrSealed", other, err)
		}
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := v.Open(changed, place); !errors.Is(err, ErrSealed) {
			t.Errorf("byte %d changed: %v, want ErrSealed", i, err)
		}
		if _, err := v.Open(sealed[:i], place); !errors.Is(err, ErrSealed) {
			t.Errorf("cut at %d: %v, want ErrSealed", i, err)
		}
	}
	if _, err := parse(t, Generate()).Open(sealed, place); !errors.Is(err, ErrSealed) {
		t.Errorf("another key: %v, want ErrSealed", err)
	}
}

// A new key is put first, fields are sealed again, the old key is taken out;
// what is searched for is found at every step.
func TestRotation(t *testing.T) {
	first, second := Generate(), Generate()
	before := parse(t, first)
	during := parse(t, "v2:"+second+", v1:"+first)
	after := parse(t, "v2:"+second+",index:"+first)

	old := seal(t, before, "7403084039")
	if got, err := during.Open(old, place); err != nil || got != "7403084039" {
		t.Fatalf("during: got %q, %v", got, err)
	}
	if before.Stale(old) || !during.Stale(old) {
		t.Error("a field is stale only once there is a newer key")
	}
	renewed := seal(t, during, "7403084039")
	if during.Stale(renewed) {
		t.Error("a field sealed under the newest key is stale")
	}
	if got, err := after.Open(renewed, place); err != nil || got != "7403084039" {
		t.Errorf("after: got %q, %v", got, err)
	}
	if _, err := after.Open(old, place); !errors.Is(err, ErrSealed) {
		t.Errorf("after, the old field: %v, want ErrSealed", err)
	}
	want := before.Index("7403084039", "youths:cpr")
	for name, v := range map[string]*Vault{"during": during, "after": after} {
		if !bytes.Equal(v.Index("7403084039", "youths:cpr"), want) {
			t.Errorf("the index is another one %s the rotation", name)
		}
	}
}

func TestIndex(t *testing.T) {
	v := parse(t, Generate())
	index := v.Index("7403084039", "youths:cpr")
	for _, other := range [][]byte{
		v.Index("7403084047", "youths:cpr"),
		v.Index("7403084039", "people:cpr"),
		v.Index("r7403084039", "youths:cp"),
		parse(t, Generate()).Index("7403084039", "youths:cpr"),
	} {
		if bytes.Equal(index, other) {
			t.Error("another text, column or key gives the same index")
		}
	}
}

func TestParseRefuses(t *testing.T) {
	key := Generate()
	for _, master := range []string{
		"", " ", "secret", key[:40], key + "A", key + "," + key, "v2:" + key + ",v2:" + Generate(), "v0:" + key,
		"v256:" + key, "2:" + key, "index:" + key, key + ",index:" + key + ",index:" + key, key + ",",
	} {
		_, err := Parse(master)
		if !errors.Is(err, ErrKeys) {
			t.Errorf("%d letters: %v, want ErrKeys", len(master), err)
			continue
		}
		if strings.Contains(err.Error(), key[:20]) {
			t.Errorf("the error shows a key: %v", err)
		}
	}
}

func TestKeysStayOutOfLogs(t *testing.T) {
	v := parse(t, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, keySize)))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if got := fmt.Sprintf(verb, v); got != "vault.Vault" {
			t.Errorf("%s shows %s", verb, got)
		}
	}
}
