package letter

import (
	"bytes"
	"compress/zlib"
	_ "embed"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The letters are set in IBM Plex Sans (OFL, licence beside the files), as the npm
// package @ibm/plex-sans 1.1.0 ships it.
var (
	//go:embed fonts/IBMPlexSans-Regular.woff
	regularFile []byte
	//go:embed fonts/IBMPlexSans-SemiBold.woff
	boldFile []byte
)

// face is one weight: its file as a PDF wants it, and how wide each character is it
// has, in thousandths of the size.
type face struct {
	ttf    []byte
	widths map[rune]int
}

// faces are read once; the files are part of the program.
var faces = sync.OnceValues(func() (both [2]face, err error) {
	for i, file := range [][]byte{regularFile, boldFile} {
		if both[i], err = readFace(file); err != nil {
			return both, fmt.Errorf("reading font %d: %w", i, err)
		}
	}
	return both, nil
})

func readFace(woff []byte) (face, error) {
	ttf, err := unpack(woff)
	if err != nil {
		return face{}, err
	}
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return face{}, err
	}
	made := face{ttf: ttf, widths: map[rune]int{}}
	var b sfnt.Buffer
	for c := rune(' '); c <= 0xffff; c++ {
		glyph, err := f.GlyphIndex(&b, c)
		if err != nil {
			return face{}, err
		}
		if glyph == 0 {
			continue
		}
		wide, err := f.GlyphAdvance(&b, glyph, fixed.I(1000), font.HintingNone)
		if err != nil {
			return face{}, err
		}
		made.widths[c] = wide.Round()
	}
	return made, nil
}

// width is how wide a text is at a size in points, in millimetres.
func (f face) width(text string, size float64) float64 {
	sum := 0
	for _, c := range text {
		sum += f.widths[c]
	}
	return float64(sum) / 1000 * size * mmPerPoint
}

const mmPerPoint = 25.4 / 72

// unpack makes a TrueType file of a WOFF file (W3C WOFF 1.0, parts 3 to 5): the same
// tables, each no longer squeezed.
func unpack(woff []byte) ([]byte, error) {
	var head struct {
		Signature, Flavor, Length uint32
		Tables, _                 uint16
		_, _                      uint32
		_, _, _, _, _             uint32
	}
	r := bytes.NewReader(woff)
	if err := binary.Read(r, binary.BigEndian, &head); err != nil || head.Signature != 0x774f4646 {
		return nil, fmt.Errorf("no WOFF file: %w", err)
	}
	entries := make([]woffTable, head.Tables)
	if err := binary.Read(r, binary.BigEndian, entries); err != nil {
		return nil, fmt.Errorf("reading tables: %w", err)
	}
	power, log := 1, 0
	for power*2 <= len(entries) {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, head.Flavor)
	for _, n := range []int{len(entries), power * 16, log, (len(entries) - power) * 16} {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	offset := uint32(12 + 16*len(entries))
	var tables []byte
	for _, e := range entries {
		table, err := e.read(woff)
		if err != nil {
			return nil, err
		}
		for _, n := range []uint32{e.Tag, e.Sum, offset, e.Length} {
			out = binary.BigEndian.AppendUint32(out, n)
		}
		for len(table)%4 != 0 {
			table = append(table, 0)
		}
		tables = append(tables, table...)
		offset += uint32(len(table))
	}
	return append(out, tables...), nil
}

// woffTable is where a table of a WOFF file lies.
type woffTable struct{ Tag, Offset, Packed, Length, Sum uint32 }

func (t woffTable) read(woff []byte) ([]byte, error) {
	end := uint64(t.Offset) + uint64(t.Packed)
	if end > uint64(len(woff)) {
		return nil, fmt.Errorf("table %x ends after the file", t.Tag)
	}
	packed := woff[t.Offset:end]
	if t.Packed == t.Length {
		return bytes.Clone(packed), nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("table %x: %w", t.Tag, err)
	}
	table, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("table %x: %w", t.Tag, err)
	}
	return table, nil
}

// Typeface gives the two weights that everything we print is set in, as TrueType files.
func Typeface() (regular, bold []byte, err error) {
	both, err := faces()
	if err != nil {
		return nil, nil, err
	}
	return both[0].ttf, both[1].ttf, nil
}

// Printable is a text on one line as the typeface can show it, with instead where it has
// no character.
func Printable(text, instead string) (string, error) {
	both, err := faces()
	if err != nil {
		return "", err
	}
	shown, _ := both[0].printable(text, instead)
	return oneLine(shown), nil
}
