// Package i18n keeps the words of the product: Danish first, English complete.
// Texts are in da.json and en.json under keys named area.thing; dates, numbers
// and telephone numbers are written as each language writes them.
package i18n

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Lang is a language of the product, as it stands in the html lang attribute.
type Lang string

// The languages of the product.
const (
	Da Lang = "da"
	En Lang = "en"
)

// Langs are all languages, the default first.
func Langs() []Lang { return []Lang{Da, En} }

// ParseLang reads a language from a form or a cookie; an unknown one is Danish.
func ParseLang(s string) Lang {
	if Lang(s) == En {
		return En
	}
	return Da
}

type langKey struct{}

// With gives a context in which texts are in the language.
func With(ctx context.Context, lang Lang) context.Context {
	return context.WithValue(ctx, langKey{}, lang)
}

// LangOf is the language of the context, Danish where none was chosen.
func LangOf(ctx context.Context) Lang {
	if lang, ok := ctx.Value(langKey{}).(Lang); ok {
		return lang
	}
	return Da
}

//go:embed da.json en.json
var files embed.FS

// texts reads the embedded files once. They are part of the program, so a
// file that cannot be read is a fault of the build, not of the day.
var texts = sync.OnceValue(func() map[Lang]map[string]string {
	all := make(map[Lang]map[string]string, 2)
	for _, lang := range Langs() {
		raw, err := files.ReadFile(string(lang) + ".json")
		if err != nil {
			panic(fmt.Errorf("i18n %s: %w", lang, err))
		}
		var one map[string]string
		if err := json.Unmarshal(raw, &one); err != nil {
			panic(fmt.Errorf("i18n %s: %w", lang, err))
		}
		all[lang] = one
	}
	return all
})

// Has says whether a key exists (in Danish; the tests hold the languages alike).
func Has(key string) bool {
	_, ok := texts()[Da][key]
	return ok
}

// T is the text of a key in the language of the context. {0}, {1} … are
// replaced by the arguments. A key that does not exist is shown in angle
// brackets, so that it is seen, and a test keeps it from happening.
func T(ctx context.Context, key string, args ...any) string {
	text, ok := texts()[LangOf(ctx)][key]
	if !ok {
		return "<" + key + ">"
	}
	return fill(text, args)
}

// N is the text for a number of things: key.one for one, key.other for every
// other number. {0} is the number, {1} … are the arguments.
func N(ctx context.Context, key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return T(ctx, key+form, append([]any{Count(ctx, n)}, args...)...)
}

// fill replaces each {n} that has an argument; other braces stand.
func fill(text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		end += open
		i, err := strconv.Atoi(text[open+1 : end])
		if err != nil || i < 0 || i >= len(args) {
			b.WriteString(text[:end+1])
		} else {
			b.WriteString(text[:open])
			fmt.Fprint(&b, args[i])
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}
