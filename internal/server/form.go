package server

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"kasket/internal/id"
	"kasket/internal/rule"
	"kasket/web/page"
)

// fresh is a form that nobody has typed in yet.
func fresh(values url.Values, version int) page.Typed {
	return page.Typed{Values: values, Key: newKey(), Version: version}
}

// typedAgain is a form as it was sent, with what is wrong with it.
func typedAgain(r *http.Request, err error, v rule.Violations) page.Typed {
	version, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is older than all
	return page.Typed{Values: r.PostForm, Key: keyAgain(r, err), Version: version, Broken: v}
}

// again shows a form once more, with what was typed and what is wrong with it. An
// error that breaks no rule passes on.
func (s responder) again(w http.ResponseWriter, r *http.Request, err error, show func(page.Typed) templ.Component) error {
	v, ok := broken(err)
	if !ok {
		return err
	}
	return s.show(w, r, http.StatusUnprocessableEntity, show(typedAgain(r, err, v)))
}

// stale is a form as it was typed on top of what somebody else saved meanwhile; the
// caller puts beside it what stands now. Sent again it is made from theirs.
func stale(r *http.Request, version int) page.Typed {
	return page.Typed{Values: r.PostForm, Key: keyAgain(r, nil), Version: version, Broken: rule.Violation("", "stale")}
}

// whole is a whole number; 0 where nothing was typed.
func (f *fields) whole(name string) int {
	if n := f.number(name); n != nil {
		return *n
	}
	return 0
}

// one is the number of something chosen from a list; 0 where nothing was.
func one[T ~int64](f *fields, name string) T {
	typed := f.text(name)
	if typed == "" {
		return 0
	}
	n, err := id.Parse[T](typed)
	if err != nil {
		f.broken.Add(name, "unknown")
	}
	return n
}

// keysFor makes a key for each form of a list.
func keysFor[T any](list []T) []string {
	keys := make([]string, len(list))
	for i := range keys {
		keys[i] = newKey()
	}
	return keys
}
