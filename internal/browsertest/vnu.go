package browsertest

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Vnu runs the Nu HTML checker once over many pages, each under the name its
// faults are told by, and fails the test for each error. What the checker thinks
// of style sheets is left out: it knows less CSS than the browsers do.
func Vnu(t testing.TB, pages map[string][]byte) {
	t.Helper()
	for _, fault := range checkHTML(t, pages) {
		t.Error(fault)
	}
}

func checkHTML(t testing.TB, pages map[string][]byte) []string {
	t.Helper()
	jar := tool(t, "vnu-jar/build/dist/vnu.jar")
	java, err := exec.LookPath("java")
	if err != nil {
		t.Fatal("browsertest: no java found for the HTML checker; install one (Debian: apt-get install default-jre-headless)")
	}
	folder := t.TempDir()
	args := []string{"-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--errors-only"}
	names := map[string]string{}
	for i, name := range slices.Sorted(maps.Keys(pages)) {
		file := filepath.Join(folder, fmt.Sprintf("page%04d.html", i))
		if err := os.WriteFile(file, pages[name], 0o600); err != nil {
			t.Fatal(err)
		}
		names[filepath.Base(file)] = name
		args = append(args, file)
	}
	out, err := exec.Command(java, args...).Output()
	if err != nil {
		t.Fatalf("browsertest: the HTML checker: %v", err)
	}
	faults, err := readFaults(out, names)
	if err != nil {
		t.Fatalf("browsertest: the HTML checker answered %.300s: %v", out, err)
	}
	return faults
}

func readFaults(out []byte, names map[string]string) ([]string, error) {
	var report struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return nil, err
	}
	var faults []string
	for _, m := range report.Messages {
		if m.Type == "info" || strings.HasPrefix(m.Message, "CSS:") {
			continue
		}
		page := names[filepath.Base(m.URL)]
		faults = append(faults, fmt.Sprintf("html of %s, line %d: %s  %s", page, m.LastLine, m.Message, strings.Join(strings.Fields(m.Extract), " ")))
	}
	return faults, nil
}
