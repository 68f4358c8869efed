package devpg

import (
	"os"
	"strings"
	"testing"
)

// The folder in memory is the same at every start and another for another checkout;
// where there is not room enough there is none.
func TestMemory(t *testing.T) {
	if dir, err := Memory(t.TempDir(), 1<<62); dir != "" || err != nil {
		t.Errorf("without room: %q, %v", dir, err)
	}
	if free(inMemory) == 0 {
		t.Log("no file system in memory here")
		return
	}
	wanted := t.TempDir()
	first, err := Memory(wanted, 1)
	if err != nil || !strings.HasPrefix(first, inMemory+"/kasket-") {
		t.Fatalf("Memory: %q, %v", first, err)
	}
	defer os.Remove(first)
	again, err := Memory(wanted, 1)
	if err != nil || again != first {
		t.Errorf("at another start %q, %v, want %q", again, err, first)
	}
	other, err := Memory(t.TempDir(), 1)
	if err != nil || other == first {
		t.Errorf("another folder has %q, %v", other, err)
	}
	defer os.Remove(other)
}
