package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed find.js
var findScript string

// spot is where something was found on the page, or why it was not.
type spot struct {
	Problem string  // why nobody could click there; empty when one could
	X, Y    float64 // the point in the window to click
	Kind    string  // "radio", "checkbox", "option", "text", "textarea", "other"
	Chosen  bool    // for a radio, a checkbox or an option
	Focused bool    // whether the keyboard is there already
	Filled  bool    // whether a text field holds something
	Steps   int     // for an option: how many arrow presses away it is
	Gone    bool    // whether the element of the last look is not there any more
}

// evaluate runs an expression in the page and decodes its JSON value.
func evaluate[T any](p *Page, expression string) (T, error) {
	var value T
	ctx, cancel := context.WithTimeout(p.ctx, p.set.timeout)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify("+strings.TrimSpace(expression)+") ?? 'null'"))
	if err != nil {
		return value, err
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return value, fmt.Errorf("the page answered %s: %w", text, err)
	}
	return value, nil
}

// Eval runs an expression in the page and gives its value; it is for looking,
// not for doing what a person would do by hand.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	value, err := evaluate[T](p, expression)
	if err != nil {
		p.fatalf("could not evaluate %s: %v", expression, err)
	}
	return value
}

// ask calls one function of find.js with arguments, inside the page's scope.
func ask[T any](p *Page, function string, args ...any) (T, error) {
	all := append([]any{p.scope}, args...)
	list, err := json.Marshal(all)
	if err != nil {
		var none T
		return none, err
	}
	return evaluate[T](p, fmt.Sprintf("(%s).%s(...%s)", strings.TrimSuffix(strings.TrimSpace(findScript), ";"), function, list))
}

// find waits until the named thing is there once, in view, uncovered and still:
// two looks must agree, so that nothing that moves is clicked beside.
func (p *Page) find(what, target string) spot {
	p.t.Helper()
	var last spot
	looks := 0
	p.wait(fmt.Sprintf("%s %q%s", what, target, p.within()), func() (bool, string) {
		s, err := ask[spot](p, "locate", what, target)
		if err != nil {
			looks = 0
			return false, err.Error()
		}
		if s.Problem != "" {
			looks = 0
			return false, s.Problem
		}
		still := looks > 0 && s.X == last.X && s.Y == last.Y
		last, looks = s, looks+1
		return still, "it does not stand still"
	})
	return last
}

func (p *Page) within() string {
	if p.scope == "" {
		return ""
	}
	return " in " + p.scope
}

var errNoElement = errors.New("no such element")

// read waits for the first element of a selector and reads something of it.
func read[T any](p *Page, function, selector string, args ...any) T {
	p.t.Helper()
	var value T
	p.wait(selector+p.within(), func() (bool, string) {
		found, err := ask[*T](p, function, append([]any{selector}, args...)...)
		if err == nil && found == nil {
			err = errNoElement
		}
		if err != nil {
			return false, err.Error()
		}
		value = *found
		return true, ""
	})
	return value
}
