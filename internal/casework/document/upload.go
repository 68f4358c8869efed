package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"kasket/internal/rule"
)

// What one document holds at most. A file of 15 MB is a long report or a good photo;
// bytes beyond the sum are pages that belong in a PDF.
const (
	MostBytes    = 15 << 20 // of a file
	MostAllBytes = 60 << 20 // of all the files of a document
	MostFiles    = 20
	mostFileName = 150 // characters
)

// Media are the kinds of file that are taken, by their content and never by their
// name, with the ending a copy of them is given.
var Media = map[string]string{
	"application/pdf": ".pdf",
	"image/jpeg":      ".jpg",
	"image/png":       ".png",
	"image/heic":      ".heic",
	"text/plain":      ".txt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/vnd.oasis.opendocument.text":                                 ".odt",
}

// Upload is a file as it was sent.
type Upload struct {
	Name    string
	Content []byte
}

// Scan looks for viruses in a file: it is the seam where a municipality's scanner is
// put in. ErrInfected refuses the file; any other error refuses it for now.
type Scan func(ctx context.Context, u Upload) error

// ErrInfected is a scanner's word that a file must not be kept.
var ErrInfected = errors.New("the file is infected")

// file is an upload that may be kept.
type file struct {
	Upload
	media   string
	sha256  [sha256.Size]byte
	scanned *time.Time
}

// Sniff is the kind of a file by its content: a key of Media, or what it is instead.
func Sniff(content []byte) (media string, known bool) {
	m := mimetype.Detect(content)
	media, _, _ = strings.Cut(m.String(), ";") // text/plain; charset=utf-8
	_, known = Media[media]
	return media, known
}

// accept measures uploads against the limits and looks at what they are, before
// anything is written. Each broken rule names its file.
func accept(ctx context.Context, uploads []Upload, scan Scan, at time.Time) ([]file, error) {
	if len(uploads) == 0 {
		return nil, rule.Violation("files", "file_required")
	}
	if len(uploads) > MostFiles {
		return nil, rule.Violation("files", "too_many_files", MostFiles, len(uploads))
	}
	var broken rule.Violations
	var files []file
	all := 0
	for _, u := range uploads {
		u.Name = fileName(u.Name)
		all += len(u.Content)
		media, known := Sniff(u.Content)
		switch {
		case len(u.Content) == 0:
			broken.Add("files", "file_empty", u.Name)
		case len(u.Content) > MostBytes:
			broken.Add("files", "file_too_large", u.Name, MostBytes>>20)
		case !known:
			broken.Add("files", "file_kind", u.Name, media)
		}
		files = append(files, file{Upload: u, media: media, sha256: sha256.Sum256(u.Content)})
	}
	if all > MostAllBytes {
		broken.Add("files", "files_too_large", MostAllBytes>>20)
	}
	if len(broken) > 0 || scan == nil {
		return files, broken.Err()
	}
	for i := range files {
		err := scan(ctx, files[i].Upload)
		if errors.Is(err, ErrInfected) {
			return nil, rule.Violation("files", "file_infected", files[i].Name)
		}
		if err != nil {
			return nil, fmt.Errorf("scanning a file: %w", err)
		}
		files[i].scanned = &at
	}
	return files, nil
}

// personalNumber is what may be a CPR number in the name of a file.
var personalNumber = regexp.MustCompile(`(\d{6})[-_ ]?\d{4}`)

// fileName is what a file was called: no folder, no personal number (CPR numbers stand
// in no file name), and short enough to be read.
func fileName(name string) string {
	name = rule.Line(path.Base(strings.ReplaceAll(name, `\`, "/")))
	name = personalNumber.ReplaceAllString(name, "$1-····")
	if n := utf8.RuneCountInString(name); n > mostFileName {
		letters := []rune(name)
		name = string(letters[:mostFileName-20]) + "…" + string(letters[n-19:])
	}
	if name == "" || name == "." || name == "/" {
		return "fil"
	}
	return name
}
