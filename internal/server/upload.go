package server

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kasket/internal/audit"
	"kasket/internal/casework/document"
)

// mostUpload is how large the form of a document may be, in bytes: its files, and room
// for what is said of them.
const mostUpload = document.MostAllBytes + mostBody

// uploadTime is how long a form with files may be on its way: 60 MB over a slow mobile
// line takes minutes.
const uploadTime = 10 * time.Minute

// uploadsAtOnce is how many forms with files an instance takes in at a time. Each is
// held in memory, because a folder for them would have to be guarded as well.
const uploadsAtOnce = 8

// mostBodyOf is how large a form with files may be at an address.
func mostBodyOf(path string) int64 {
	if strings.HasPrefix(path, "/youths/") && strings.HasSuffix(path, "/documents") {
		return mostUpload
	}
	return mostFile
}

// turns lets a few in at a time.
type turns chan struct{}

func (t turns) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turns) leave() { <-t }

// uploads takes in the files of a form, those that were chosen before those that were
// photographed. A form without files has none.
func uploads(w http.ResponseWriter, r *http.Request) ([]document.Upload, error) {
	patience := http.NewResponseController(w)
	late := time.Now().Add(uploadTime) // the connection's clock, not the house's
	if err := errors.Join(patience.SetReadDeadline(late), patience.SetWriteDeadline(late)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, err
	}
	err := r.ParseMultipartForm(mostUpload)
	if errors.Is(err, http.ErrNotMultipart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var files []document.Upload
	for _, field := range []string{"files", "photos"} {
		for _, header := range r.MultipartForm.File[field] {
			if header.Filename == "" && header.Size == 0 {
				continue // a browser's word for: nothing was chosen
			}
			file, err := header.Open()
			if err != nil {
				return nil, err
			}
			content, err := io.ReadAll(file)
			if err := errors.Join(err, file.Close()); err != nil {
				return nil, err
			}
			files = append(files, document.Upload{Name: header.Filename, Content: content})
		}
	}
	return files, nil
}

// uploadForm is formOf with the files: the same words with another file are another wish.
func uploadForm(r *http.Request, files []document.Upload) audit.Form {
	form := formOf(r)
	sums := [][]byte{form.Digest}
	for _, f := range files {
		sum := sha256.Sum256(f.Content)
		sums = append(sums, sum[:])
	}
	form.Digest = audit.DigestOf(sums)
	return form
}

// sendFile answers with a file that is not ours. It is saved and not shown, nothing of
// it is guessed, nothing in it runs, and no cache keeps it.
func sendFile(w http.ResponseWriter, media, name string, content []byte) error {
	if media == "text/plain" {
		media += "; charset=utf-8"
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, err := w.Write(content)
	return err
}
