package decision

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kasket/internal/access"
	"kasket/internal/casework/network"
	"kasket/internal/casework/youth"
	"kasket/internal/db"
	"kasket/internal/id"
	"kasket/internal/letter"
	"kasket/internal/phone"
	"kasket/internal/programme"
	"kasket/internal/rule"
	"kasket/internal/when"
)

// Outgoing is a finished letter on its way out of the house.
type Outgoing struct {
	Letter  id.Letter
	Youth   id.Youth
	Person  id.Person // 0 is the youth
	Channel programme.Channel
	SentOn  when.Date
	Title   string
	PDF     []byte
	Hash    []byte
}

// Sender takes a finished letter out of the house. It is called in the transaction that
// records that the letter leaves: one that speaks to another system, as Digital Post,
// queues the letter there and speaks afterwards. Channel and day are on the notice.
type Sender func(ctx context.Context, tx pgx.Tx, out Outgoing) error

// ByHand is the sender where people are: somebody prints the letter and posts it, hands
// it over, or sends it in the municipality's post system, and says which and when.
func ByHand(context.Context, pgx.Tx, Outgoing) error { return nil }

// SendBy lets another sender than ByHand take the letters.
func (s *Service) SendBy(sender Sender) { s.sender = sender }

// drafting is what a letter needs and the decision does not have.
type drafting struct {
	Name, Title, Phone string
	Team, TeamPhone    string
	Youth              string
	YouthHome          []byte
	YouthHidden        bool
	Person             string
	PersonHome         []byte
	PersonHidden       bool
	Custody            bool
}

// writing reads what the letter of a kind about a decision needs: to the youth, or to a
// person around them; by writes it.
func (s *Service) writing(ctx context.Context, q db.Reader, by id.Staff, d Decision, kind programme.LetterKind, w Writing, lang string) (Writing, error) {
	lang = cmp.Or(lang, letter.Danish)
	code := d.Type.Letter
	if d.Mode == programme.Recommends && kind == programme.DecisionLetter {
		code = programme.RecommendationLetter
	}
	var err error
	w.Template, err = programme.LetterTemplateOn(ctx, q, kind, code, lang, w.On)
	if errors.Is(err, db.ErrNotFound) {
		return w, rule.Violation("lang", "no_template")
	}
	if err != nil {
		return w, err
	}
	x, err := db.One[drafting](ctx, q, `
		SELECT s.name, s.title, s.phone, t.name AS team, t.phone AS team_phone,
		       concat_ws(' ', y.given_name, nullif(y.family_name, '')) AS youth, y.address AS youth_home, y.protection <> 'none' AS youth_hidden,
		       coalesce(p.name, '') AS person, p.address AS person_home, coalesce(p.hidden, false) AS person_hidden, coalesce(p.custody, false) AS custody
		FROM enrolments e JOIN teams t ON t.id = e.team_id JOIN youths y ON y.id = e.youth_id JOIN staff s ON s.id = @by
		LEFT JOIN network_people p ON p.id = @person AND p.youth_id = y.id
		WHERE e.id = @enrolment`, db.Args{"by": by, "person": w.To.Person, "enrolment": d.Enrolment})
	if err != nil {
		return w, fmt.Errorf("what the letter of decision %d needs: %w", d.ID, err)
	}
	w.From = Signature{Name: x.Name, Title: x.Title, Phone: phone.Format(x.Phone), Team: x.Team, TeamPhone: phone.Format(x.TeamPhone)}
	w.To.Youth = x.Youth
	if w.To.Person == 0 {
		w.To.Name, w.To.Hidden = x.Youth, x.YouthHidden
		if !w.To.Hidden && w.Channel.OnPaper() {
			w.To.Home, err = s.youths.Home(d.Youth, x.YouthHome)
		}
		return w, err
	}
	if x.Person == "" {
		return w, fmt.Errorf("person %d of youth %d: %w", w.To.Person, d.Youth, db.ErrNotFound)
	}
	w.To.Name, w.To.Hidden, w.To.Custody = x.Person, x.PersonHidden, x.Custody
	if !w.To.Hidden && w.Channel.OnPaper() {
		w.To.Home, err = s.people.Address(network.Person{ID: w.To.Person, Address: x.PersonHome})
	}
	return w, err
}

// Law is whether somebody has confirmed the law of a decision by now: the row of its
// code that held when it was made, or when it was last written. The copy says what
// stood in the row, and not whether anybody has looked it up since.
type Law struct {
	Confirmed bool      `json:"confirmed"`
	ReviewOn  when.Date `json:"review_on"`
}

// lawNow reads the Law of a decision d.
const lawNow = `(SELECT json_build_object('confirmed', r.confirmed, 'review_on', r.review_on) FROM decision_types r
	 WHERE r.code = d.type ->> 'code'
	   AND daterange(r.valid_from, r.valid_to, '[]') @> coalesce(d.decided_on, (d.changed_at AT TIME ZONE 'Europe/Copenhagen')::date)) AS law`

// MayLeave says what keeps a letter about the decision in the house: a law nobody has
// confirmed, or that nobody knows how one complains.
func (d Decision) MayLeave(on when.Date) rule.Violations {
	if d.DecidedOn != nil {
		on = *d.DecidedOn
	}
	row := d.Type
	if d.Law != nil {
		row.Confirmed, row.ReviewOn = d.Law.Confirmed, d.Law.ReviewOn
	}
	broken := append(row.MaySend(on), d.Type.MayGuide(d.Weighs)...)
	for i := range broken {
		broken[i].Field = "" // no field of the letter's form mends it
	}
	return broken
}

// Preview is the letter of a decision as it would leave today, to the youth (person 0)
// or a person around them. It is kept nowhere; who opened the decision may see it.
func (s *Service) Preview(ctx context.Context, o Opened, person id.Person, lang string, by programme.Channel) (letter.Letter, error) {
	if o.EffectFrom == nil { // from the day it is made: as the letter would say today
		o.EffectFrom = &o.Today
	}
	w := Writing{On: o.Today, Channel: by, To: Addressee{Person: person}}
	w, err := s.writing(ctx, s.read, o.Actor.Staff, o.Decision, programme.DecisionLetter, w, lang)
	if err != nil {
		return letter.Letter{}, err
	}
	return o.Compose(w), nil
}

// PreviewHearing is the letter of a hearing as it would leave today, to the youth.
func (s *Service) PreviewHearing(ctx context.Context, o Opened, wish HearingWish) (letter.Letter, error) {
	if err := access.Check(o.Actor, o.Needs(Hear), o.Scope); err != nil {
		return letter.Letter{}, err
	}
	w := Writing{On: o.Today, Hearing: &Hearing{PutForward: rule.Text(wish.PutForward), Until: wish.Until}}
	w, err := s.writing(ctx, s.read, o.Actor.Staff, o.Decision, programme.HearingLetter, w, wish.Lang)
	if err != nil {
		return letter.Letter{}, err
	}
	return o.Compose(w), nil
}

// sendLetter makes the letter of a kind, keeps it byte for byte, and lets the sender
// take it.
func (s *Service) sendLetter(ctx context.Context, tx pgx.Tx, by access.Actor, d Decision, kind programme.LetterKind, w Writing, lang string) (id.Letter, error) {
	w, err := s.writing(ctx, tx, by.Staff, d, kind, w, lang)
	if err != nil {
		return 0, err
	}
	return s.keep(ctx, tx, by, d, kind, w, d.Compose(w))
}

// keep stores a letter as it leaves, and lets the sender take it.
func (s *Service) keep(ctx context.Context, tx pgx.Tx, by access.Actor, d Decision, kind programme.LetterKind, w Writing, l letter.Letter) (id.Letter, error) {
	if w.To.Person == 0 { // who is to be told besides them may still be written to
		if err := youth.Alive(ctx, tx, d.Youth); err != nil {
			return 0, err
		}
	}
	pdf, err := letter.Render(l)
	if err != nil {
		return 0, fmt.Errorf("the letter of decision %d: %w", d.ID, err)
	}
	hash := sha256.Sum256(pdf)
	var person *id.Person
	if w.To.Person != 0 {
		person = &w.To.Person
	}
	var hearing *id.Hearing
	if w.Hearing != nil {
		hearing = &w.Hearing.ID
	}
	n, err := db.Value[id.Letter](ctx, tx, `
		INSERT INTO letters (youth_id, decision_id, hearing_id, kind, lang, person_id, name, title, text, pdf, hash, by_id, at)
		VALUES (@youth, @decision, @hearing, @kind, @lang, @person, @name, @title, @text, @pdf, @hash, @by, @at) RETURNING id`,
		db.Args{
			"youth": d.Youth, "decision": d.ID, "hearing": hearing, "kind": kind, "lang": l.Lang, "person": person, "name": w.To.Name,
			"title": l.Title, "text": l.Text(), "pdf": pdf, "hash": hash[:], "by": by.Staff, "at": s.now(),
		})
	if err != nil {
		return 0, fmt.Errorf("keeping the letter of decision %d: %w", d.ID, err)
	}
	out := Outgoing{Letter: n, Youth: d.Youth, Person: w.To.Person, Channel: w.Channel, SentOn: w.On, Title: l.Title, PDF: pdf, Hash: hash[:]}
	if err := s.sender(ctx, tx, out); err != nil {
		return 0, fmt.Errorf("sending letter %d: %w", n, err)
	}
	return n, nil
}

// SoughtLetter is a letter that was found and is not shown to anybody yet.
type SoughtLetter struct{ letter SentLetter }

// Youth is whom it is about.
func (x SoughtLetter) Youth() id.Youth { return x.letter.Youth }

// SeekLetter finds a letter that was sent, for LetterWithin, which asks who may see it.
func (s *Service) SeekLetter(ctx context.Context, number id.Letter) (SoughtLetter, error) {
	l, err := db.One[SentLetter](ctx, s.read, `
		SELECT l.id, l.youth_id AS youth, l.decision_id AS decision, l.kind, l.lang, l.person_id AS person, l.name, l.title, l.text, l.pdf, l.hash,
		       s.name AS by_name, l.at
		FROM letters l JOIN staff s ON s.id = l.by_id WHERE l.id = @id`, db.Args{"id": number})
	if err != nil {
		return SoughtLetter{}, fmt.Errorf("letter %d: %w", number, err)
	}
	return SoughtLetter{l}, nil
}

// LetterWithin opens a letter within the record of its youth, which by has opened: the
// look was recorded with it.
func (s *Service) LetterWithin(by access.Actor, scope access.Scope, x SoughtLetter) (SentLetter, error) {
	if err := access.Check(by, access.ViewDecision, scope); err != nil {
		return SentLetter{}, err
	}
	return x.letter, nil
}
