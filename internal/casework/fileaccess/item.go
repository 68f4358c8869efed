package fileaccess

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Kind is what a thing of the file is.
type Kind string

// The kinds.
const (
	AReferral   Kind = "referral"
	AContact    Kind = "contact"
	AnAgreement Kind = "agreement"
	AMeeting    Kind = "meeting"
	OwnWords    Kind = "words"
	AGoal       Kind = "goal"
	AnEffort    Kind = "intervention"
	AGroup      Kind = "group" // the youth's part in a session of a group
	ADocument   Kind = "document"
	ADecision   Kind = "decision"
	ALetter     Kind = "letter"
	AQuestion   Kind = "question"
	AMeasure    Kind = "measure"
	AHandover   Kind = "handover"
	ASafety     Kind = "safety"
	AStatus     Kind = "status" // where the youth stood on a day
	AnExit      Kind = "exit"
	AReopening  Kind = "reopening"
	AFollowup   Kind = "followup"
	ANote       Kind = "review" // what a leader asked or noted when they went through a caseload
)

// Part is a piece of an item's text under the code of its name.
type Part struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// File is a file of a document of the file.
type File struct {
	Position int    `json:"position"`
	Name     string `json:"name"`
	Media    string `json:"media"`
	Size     int    `json:"size"`
}

// Item is one thing of the file: a row of its list.
type Item struct {
	Number int // in the list, from 1: the earliest first
	Kind   Kind
	ID     int64
	At     time.Time
	Code   string // what of its kind: phone, letter …
	NameDa string // of a type of the catalogue
	NameEn string
	By     string // who wrote it
	Who    string // the other side: from whom, to whom
	Parts  []Part
	Files  []File
	Shared int    // how many other youths it is about
	Told   string // by whom, where it was not the youth: relative, professional, company
	Flags  []Flag
	Review *Review
}

// On is the item's day.
func (i Item) On() when.Date { return when.Of(i.At) }

// Digest sums up what the item says, so that a later change is noticed.
func (i Item) Digest() []byte {
	said, err := json.Marshal([]any{i.Kind, i.ID, i.At.UTC(), i.Code, i.By, i.Who, i.Parts, i.Files})
	if err != nil { // texts and numbers can always be written
		panic(fmt.Sprintf("digest of %s %d: %v", i.Kind, i.ID, err))
	}
	sum := sha256.Sum256(said)
	return sum[:]
}

// Text is all of the item's words.
func (i Item) Text() string {
	var texts []string
	for _, p := range i.Parts {
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, "\n\n")
}

// Choice is what becomes of an item.
type Choice string

// The choices.
const (
	Give     Choice = "give"
	GivePart Choice = "partly"
	LeaveOut Choice = "leave_out"
)

// Choices lists the choices, the usual first.
var Choices = []Choice{Give, GivePart, LeaveOut}

// Review is what somebody decided about an item.
type Review struct {
	Choice Choice    `json:"choice"`
	Ground string    `json:"ground"` // code of the catalogue (exemption)
	Reason string    `json:"reason"`
	Text   string    `json:"text"` // what is given of a part
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Stale  bool      `json:"-"` // the item says something else since
}

// clean drops what the choice does not need.
func (r Review) clean() Review {
	r.Reason, r.Text = rule.Text(r.Reason), rule.Text(r.Text)
	if r.Choice == Give {
		r.Ground, r.Reason = "", ""
	}
	if r.Choice != GivePart {
		r.Text = ""
	}
	return r
}

// check says which rules the review breaks; grounds are those of the catalogue.
func (r Review) check(grounds []programme.Entry) rule.Violations {
	var v rule.Violations
	if !slices.Contains(Choices, r.Choice) {
		v.Add("choice", "choose")
		return v
	}
	if r.Choice == Give {
		return v
	}
	if r.Ground == "" {
		v.Add("ground", "choose")
	} else if !slices.ContainsFunc(grounds, func(e programme.Entry) bool { return e.Code == r.Ground }) {
		v.Add("ground", "unknown")
	}
	v.Required("access_reason", r.Reason)
	v.Longest("access_reason", r.Reason, MostReason)
	if r.Choice == GivePart {
		v.Required("given_text", r.Text)
		v.Longest("given_text", r.Text, MostText)
	}
	return v
}

// Decided is what becomes of the item: what was chosen, else all of it is given.
func (i Item) Decided() Choice {
	if i.Review != nil {
		return i.Review.Choice
	}
	return Give
}

// ToSee reports whether somebody has to look at the item before it leaves the house.
func (i Item) ToSee() bool {
	return len(i.Flags) > 0 && (i.Review == nil || i.Review.Stale) || i.Review != nil && i.Review.Stale
}

// FlagCode is why an item is to be looked at.
type FlagCode string

// The codes of flags.
const (
	OtherYouth FlagCode = "other_youth" // it is about another youth as well
	Known      FlagCode = "known"       // it names somebody around the youth
	Names      FlagCode = "names"       // it seems to name somebody
	ToldBy     FlagCode = "told_by"     // somebody else than the youth told it
	HasFiles   FlagCode = "files"       // nothing reads what stands in a file
	Internal   FlagCode = "internal"    // it may be an internal working document
	HasNumber  FlagCode = "number"      // it holds what may be a personal number
	HasAddress FlagCode = "address"     // an address that is protected may stand in it
)

// Flag is a reason to look at an item, with the words it was found by.
type Flag struct {
	Code  FlagCode
	Words []string
}

// Around is what the flags are found by.
type Around struct {
	Own       []string // what the youth is called, in every form
	Staff     []string // who works here: no third party
	People    []string // around the youth
	Youths    []string // who share entries with the youth
	Protected bool     // the youth's address is
	ForYouth  bool     // it is the youth who asks
}

var anyNumber = regexp.MustCompile(`\b\d{6}[- ]?\d{4}\b`)

// flags finds why an item is to be looked at. It rather flags once too often: a person
// decides.
func (i Item) flags(a Around) []Flag {
	var flags []Flag
	add := func(is bool, code FlagCode, words ...string) {
		if is {
			flags = append(flags, Flag{Code: code, Words: words})
		}
	}
	text := i.Text()
	if i.Kind != ADocument { // whom a document is from is in its name, and its files are looked at anyhow
		text += "\n" + i.Who
	}
	known := mentioned(text, append(slices.Clone(a.People), a.Youths...))
	add(i.Shared > 0, OtherYouth)
	add(len(known) > 0, Known, known...)
	others := properNames(text, a, known)
	add(len(others) > 0, Names, others...)
	add(i.Told != "", ToldBy, i.Told)
	add(len(i.Files) > 0, HasFiles)
	add(i.Kind == AQuestion || i.Kind == ANote, Internal)
	add(anyNumber.MatchString(text), HasNumber)
	add(a.Protected && !a.ForYouth && (len(i.Files) > 0 || i.Kind == AContact || i.Kind == AMeeting || i.Kind == ASafety), HasAddress)
	return flags
}

// mentioned are those of the names whose first or whole name stands in a text.
func mentioned(text string, names []string) []string {
	words := wordsOf(text)
	var found []string
	for _, name := range names {
		first, _, _ := strings.Cut(name, " ")
		if (words[strings.ToLower(first)] || strings.Contains(text, name)) && !slices.Contains(found, name) {
			found = append(found, name)
		}
	}
	return found
}

// wordsOf are the words of a text in small letters, without the s of the genitive, too.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(text, notOfWord) {
		w = strings.ToLower(w)
		words[w], words[strings.TrimSuffix(w, "s")] = true, true
	}
	return words
}

func notOfWord(r rune) bool { return !unicode.IsLetter(r) && r != '-' }

// mostNames is how many names a flag lists.
const mostNames = 8

// properNames are the words inside sentences that begin with a capital, which in Danish
// only names do: of people, places, companies. Abbreviations, the youth, those who work
// here and who was found already are none.
func properNames(text string, a Around, known []string) []string {
	passes := map[string]bool{"I": true, "De": true, "Dem": true, "Deres": true, "Dig": true, "Du": true}
	for _, list := range [][]string{a.Own, a.Staff, known} {
		for _, name := range list {
			for _, w := range strings.FieldsFunc(name, notOfWord) {
				passes[w], passes[w+"s"] = true, true
			}
		}
	}
	var names []string
	begins := true
	for _, token := range strings.Fields(text) {
		word := strings.TrimFunc(token, notOfWord)
		letters := []rune(word)
		capital := len(letters) > 1 && unicode.IsUpper(letters[0]) && strings.ToUpper(word) != word
		if capital && !begins && !strings.HasPrefix(token, "»") && !passes[word] && !slices.Contains(names, word) && len(names) < mostNames {
			names = append(names, word)
		}
		begins = strings.ContainsAny(string(token[len(token)-1:]), ".!?:") || strings.HasSuffix(token, "«") || strings.HasSuffix(token, "\"")
	}
	return names
}
