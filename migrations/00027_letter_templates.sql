-- +goose Up
-- What a letter says: one row at a time for each code in each language. A letter that
-- was sent keeps its own words.
CREATE TABLE letter_templates (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL CONSTRAINT template_code CHECK (code ~ '^[a-z0-9_]{1,40}$'),
    lang       text NOT NULL CHECK (lang IN ('da', 'en')),
    kind       text NOT NULL CHECK (kind IN ('decision', 'hearing', 'complaint_receipt', 'reassessment', 'access')),
    name_da    text NOT NULL CHECK (name_da <> ''),
    name_en    text NOT NULL CHECK (name_en <> ''),
    title      text NOT NULL CHECK (title <> ''),
    body       text NOT NULL CHECK (body <> ''),
    valid_from date NOT NULL,
    valid_to   date,                         -- last day; open when null
    position   int NOT NULL DEFAULT 0,
    version    int NOT NULL DEFAULT 1,
    CONSTRAINT templates_in_order CHECK (valid_to >= valid_from),
    CONSTRAINT template_begins_once UNIQUE (code, lang, valid_from),
    CONSTRAINT one_template_at_a_time EXCLUDE USING gist (code WITH =, lang WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE TRIGGER letter_templates_version BEFORE UPDATE ON letter_templates FOR EACH ROW EXECUTE FUNCTION next_version();

-- The words are ours, written for a young person: what it is about first, the law last
-- (docs on tone: you, short sentences). Guidance on how to complain stands where {klagevejledning} stands, and
-- only where the decision needs it.
INSERT INTO letter_templates (position, code, lang, kind, name_da, name_en, valid_from, title, body) VALUES
(10, 'decision', 'da', 'decision', 'Afgørelse', 'Decision', '2000-01-01', 'Afgørelse om {afgørelse}', 'Kære {navn}

{besluttet}

# Det betyder for dig
{gælder}

{muligheder}

# Det har du selv sagt
{mening}

# Det har vi lagt vægt på
{hovedhensyn}

# Det bygger vi på
{oplysninger}

# Hvis du er uenig
{klagevejledning}

# Har du spørgsmål?
Ring eller skriv til mig. Jeg vil gerne forklare brevet, og vi kan også læse det sammen.

Venlig hilsen
{afsender}

§ Afgørelsen er truffet efter {lov}.'),
(10, 'decision', 'en', 'decision', 'Afgørelse', 'Decision', '2000-01-01', 'Decision on {afgørelse}', 'Dear {navn}

{besluttet}

# What it means for you
{gælder}

{muligheder}

# What you have told us
{mening}

# What mattered to us
{hovedhensyn}

# What we build on
{oplysninger}

# If you disagree
{klagevejledning}

# Do you have questions?
Call or write to me. I would like to explain the letter, and we can also read it together.

Kind regards
{afsender}

§ The decision was made under {lov}.'),
(20, 'recommendation', 'da', 'decision', 'Indstilling', 'Recommendation', '2000-01-01', 'Vi har sendt en indstilling om {afgørelse}', 'Kære {navn}

Vi har sendt en indstilling om {afgørelse}. En indstilling er vores forslag. Det er et andet kontor i kommunen, der træffer afgørelsen, og du får et brev derfra.

# Det har vi foreslået
{besluttet}

{gælder}

{muligheder}

# Det har du selv sagt
{mening}

# Det har vi lagt vægt på
{hovedhensyn}

# Det bygger vi på
{oplysninger}

# Har du spørgsmål?
Ring eller skriv til mig. Jeg vil gerne forklare brevet, og vi kan også læse det sammen.

Venlig hilsen
{afsender}

§ Afgørelsen kan blive truffet efter {lov}.'),
(20, 'recommendation', 'en', 'decision', 'Indstilling', 'Recommendation', '2000-01-01', 'We have sent a recommendation on {afgørelse}', 'Dear {navn}

We have sent a recommendation on {afgørelse}. A recommendation is what we propose. Another office of the municipality decides, and you will get a letter from them.

# What we have proposed
{besluttet}

{gælder}

{muligheder}

# What you have told us
{mening}

# What mattered to us
{hovedhensyn}

# What we build on
{oplysninger}

# Do you have questions?
Call or write to me. I would like to explain the letter, and we can also read it together.

Kind regards
{afsender}

§ The decision may be made under {lov}.'),
(30, 'hearing', 'da', 'hearing', 'Høring', 'Hearing', '2000-01-01', 'Vi vil gerne høre, hvad du mener', 'Kære {navn}

Vi overvejer at træffe en afgørelse om {afgørelse}. Før vi beslutter noget, vil vi gerne vide, hvad du mener.

# Det bygger vi på
{oplysninger}

Er noget af det forkert, eller mangler der noget? Så sig det til os.

# Sådan svarer du
Svar senest {høringsfrist}. Du kan ringe, skrive eller komme forbi. Du kan også bede om mere tid.

Du må gerne tage en med. Du må også gerne lade en anden svare for dig.

Har vi ikke hørt fra dig den dag, kan vi træffe afgørelsen uden dit svar.

Venlig hilsen
{afsender}

§ Du skal høres efter forvaltningsloven § 19. Afgørelsen kan blive truffet efter {lov}.'),
(30, 'hearing', 'en', 'hearing', 'Høring', 'Hearing', '2000-01-01', 'We would like to hear what you think', 'Dear {navn}

We are considering a decision on {afgørelse}. Before we decide anything, we would like to know what you think.

# What we build on
{oplysninger}

Is any of it wrong, or is something missing? Then tell us.

# How to answer
Answer by {høringsfrist}. You can call, write or come by. You can also ask for more time.

You may bring somebody. You may also let somebody else answer for you.

If we have not heard from you by then, we may decide without your answer.

Kind regards
{afsender}

§ You are heard under forvaltningsloven § 19. The decision may be made under {lov}.'),
(40, 'complaint_receipt', 'da', 'complaint_receipt', 'Kvittering for klage', 'Receipt of a complaint', '2000-01-01', 'Vi har fået din klage', 'Kære {navn}

Vi fik din klage den {modtaget}. Den handler om vores afgørelse om {afgørelse}.

# Det sker nu
Vi ser på sagen igen senest den {genvurderes}.

Ændrer vi afgørelsen, får du et nyt brev.

Holder vi fast i den, sender vi din klage og papirerne i sagen til {klageinstans}. Så er det dem, der afgør klagen. Du får besked, når vi gør det.

# Imens
Som regel gælder afgørelsen, mens vi ser på klagen. Ring til mig, hvis det giver dig problemer.

Venlig hilsen
{afsender}

§ Reglerne om genvurdering står i retssikkerhedsloven § 66.'),
(40, 'complaint_receipt', 'en', 'complaint_receipt', 'Kvittering for klage', 'Receipt of a complaint', '2000-01-01', 'We have received your complaint', 'Dear {navn}

We received your complaint on {modtaget}. It is about our decision on {afgørelse}.

# What happens now
We look at the matter again by {genvurderes}.

If we change the decision, you will get a new letter.

If we uphold it, we send your complaint and the papers to {klageinstans}. Then they decide. We tell you when we do.

# Meanwhile
As a rule the decision holds while we look at the complaint. Call me if that gives you trouble.

Kind regards
{afsender}

§ The rules on reassessment are in retssikkerhedsloven § 66.'),
(50, 'reassessment', 'da', 'reassessment', 'Genvurdering', 'Reassessment', '2000-01-01', 'Vi har set på sagen igen', 'Kære {navn}

Du har klaget over vores afgørelse om {afgørelse}. Vi fik klagen den {modtaget}, og nu har vi set på sagen igen.

# Det har vi besluttet
{udfald}

# Hvorfor
{begrundelse}

# Det sker nu
{videre}

# Hvis du er uenig
{klagevejledning}

# Har du spørgsmål?
Ring eller skriv til mig. Jeg vil gerne forklare brevet.

Venlig hilsen
{afsender}

§ Vi har set på sagen igen efter retssikkerhedsloven § 66. Afgørelsen er truffet efter {lov}.'),
(50, 'reassessment', 'en', 'reassessment', 'Genvurdering', 'Reassessment', '2000-01-01', 'We have looked at the matter again', 'Dear {navn}

You have complained about our decision on {afgørelse}. We received the complaint on {modtaget}, and now we have looked at the matter again.

# What we have decided
{udfald}

# Why
{begrundelse}

# What happens now
{videre}

# If you disagree
{klagevejledning}

# Do you have questions?
Call or write to me. I would like to explain the letter.

Kind regards
{afsender}

§ We have looked at the matter again under retssikkerhedsloven § 66. The decision was made under {lov}.'),
(60, 'access', 'da', 'access', 'Svar om aktindsigt', 'Answer on access to the file', '2000-01-01', 'Svar om aktindsigt', 'Kære {navn}

Du bad den {anmodet} om at se papirerne i sagen. Det kalder man aktindsigt.

# Det får du
{omfang}

# Det får du ikke
{undtaget}

# Hvorfor
{begrundelse}

# Hvis du er uenig
{klagevejledning}

# Har du spørgsmål?
Ring eller skriv til mig. Vi kan også se papirerne igennem sammen.

Venlig hilsen
{afsender}

§ Svaret er givet efter {lov}.'),
(60, 'access', 'en', 'access', 'Svar om aktindsigt', 'Answer on access to the file', '2000-01-01', 'Answer on access to your file', 'Dear {navn}

On {anmodet} you asked to see the papers of the case. That is called access to the file.

# What you get
{omfang}

# What you do not get
{undtaget}

# Why
{begrundelse}

# If you disagree
{klagevejledning}

# Do you have questions?
Call or write to me. We can also go through the papers together.

Kind regards
{afsender}

§ The answer was given under {lov}.');

-- +goose Down
DROP TABLE letter_templates;
