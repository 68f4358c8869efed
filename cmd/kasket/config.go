package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"kasket/internal/casework/company"
	"kasket/internal/vault"
)

// settingsHelp is the part of the help that tells of the environment.
const settingsHelp = `Settings, read once from the environment:

  DATABASE_URL   address of a Postgres 15 or newer; without it Kasket runs one of its own
  KASKET_ADDR    where to listen, 127.0.0.1:8042 when not set
  KASKET_URL     address that people use, such as https://kasket.kommune.dk; for links that are passed on; set it,
                 or an invitation's link is made of what the browser says
  KASKET_DATA    folder of its own Postgres and key, var/data when not set
  KASKET_KEY     key of the sealed fields, 32 bytes in base64; required with DATABASE_URL
  KASKET_PROXIES addresses of the proxies in front, such as 10.0.0.0/8,192.0.2.7: what they say of who asks is believed
  KASKET_TLS     "off" where no proxy speaks TLS in front; then cookies go over plain HTTP
  KASKET_CVR_FILE file (CSV or XLSX) of the companies one can look up by CVR number; without it nothing is looked up
  KASKET_TEST_CPR "on" accepts fictive CPR numbers (day + 60); always on with its own Postgres
`

// settings is the environment, understood.
type settings struct {
	databaseURL string
	addr        string
	url         string
	data        string
	key         string
	secure      bool
	testCPRs    bool
	cvrFile     string
	proxies     []netip.Prefix
}

// embedded reports whether Kasket runs a Postgres of its own.
func (s settings) embedded() bool { return s.databaseURL == "" }

// siteURL is the address that people use.
func (s settings) siteURL() string {
	if s.url != "" {
		return s.url
	}
	return "http://" + s.addr
}

// readSettings understands the environment, and names all its faults at once.
func readSettings(env func(string) string) (settings, error) {
	s := settings{
		databaseURL: env("DATABASE_URL"), addr: env("KASKET_ADDR"), url: strings.TrimSuffix(env("KASKET_URL"), "/"), data: env("KASKET_DATA"), key: env("KASKET_KEY"),
		cvrFile: env("KASKET_CVR_FILE"),
	}
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if s.addr == "" {
		s.addr = "127.0.0.1:8042"
	}
	if _, _, err := net.SplitHostPort(s.addr); err != nil {
		fault("KASKET_ADDR: %q is not host:port", s.addr)
	}
	if s.url != "" && !strings.HasPrefix(s.url, "http://") && !strings.HasPrefix(s.url, "https://") {
		fault("KASKET_URL: it must begin with http:// or https://")
	}
	if s.data == "" {
		s.data = filepath.Join("var", "data")
	}
	if !s.embedded() && !strings.HasPrefix(s.databaseURL, "postgres://") && !strings.HasPrefix(s.databaseURL, "postgresql://") {
		fault("DATABASE_URL: it must begin with postgres://")
	}
	if !s.embedded() && s.key == "" {
		fault("KASKET_KEY: required with DATABASE_URL (kasket doctor -new-key makes one)")
	}
	if s.key != "" {
		if _, err := vault.Parse(s.key); err != nil {
			fault("KASKET_KEY: %w", err)
		}
	}
	s.secure = !s.embedded()
	for _, one := range strings.FieldsFunc(env("KASKET_PROXIES"), func(r rune) bool { return r == ',' || r == ' ' }) {
		proxy, err := netip.ParsePrefix(one)
		if address, single := netip.ParseAddr(one); single == nil {
			proxy, err = netip.PrefixFrom(address, address.BitLen()), nil
		}
		if err != nil {
			fault("KASKET_PROXIES: %q is neither an address nor a network", one)
		}
		s.proxies = append(s.proxies, proxy)
	}
	switch v := env("KASKET_TLS"); v {
	case "":
	case "off":
		s.secure = false
	default:
		fault("KASKET_TLS: %q is neither empty nor off", v)
	}
	switch v := env("KASKET_TEST_CPR"); v {
	case "":
		s.testCPRs = s.embedded()
	case "on":
		s.testCPRs = true
	default:
		fault("KASKET_TEST_CPR: %q is neither empty nor on", v)
	}
	return s, errors.Join(faults...)
}

// register is the register of companies that can be looked up; nil where none is
// configured.
func (s settings) register() (company.Register, error) {
	if s.cvrFile == "" {
		return nil, nil
	}
	file, err := os.Open(s.cvrFile)
	if err != nil {
		return nil, fmt.Errorf("KASKET_CVR_FILE: %w", err)
	}
	defer file.Close()
	register, err := company.ReadRegister(s.cvrFile, file)
	if err != nil {
		return nil, fmt.Errorf("KASKET_CVR_FILE: %w", err)
	}
	return register, nil
}

// vaultOf is the vault of the sealed fields: of the key as given, or for a Postgres
// of our own, of one made once and kept beside the data.
func (s settings) vaultOf(ours bool) (*vault.Vault, error) {
	if s.key != "" || !ours {
		return vault.Parse(s.key)
	}
	file := filepath.Join(s.data, "field.key")
	kept, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		kept, err = makeKey(file)
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the sealed fields: %w", err)
	}
	return vault.Parse(strings.TrimSpace(string(kept)))
}

// makeKey writes a new key so that two that start at once end with the same one.
func makeKey(file string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, err
	}
	mine := fmt.Sprintf("%s.%d", file, os.Getpid())
	if err := os.WriteFile(mine, []byte(vault.Generate()+"\n"), 0o600); err != nil {
		return nil, err
	}
	defer os.Remove(mine)
	if err := os.Link(mine, file); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	return os.ReadFile(file)
}
