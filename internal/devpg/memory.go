package devpg

import "path/filepath"

// inMemory is where Linux keeps files that are gone when the machine stops.
const inMemory = "/dev/shm"

// Memory gives a folder of dir's own in the machine's memory, the same at every
// start, for a server whose data nobody needs when it has ended; whoever starts
// it removes the folder then. It is empty where there is no such place or not
// room bytes are free in it: a container often has 64 MB.
func Memory(dir string, room uint64) (string, error) {
	if free(inMemory) < room {
		return "", nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return ownDir(inMemory, "kasket", dir)
}
