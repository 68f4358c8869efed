package fileaccess

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // pictures of a document are JPEG or PNG
)

// mostPixels is how large a picture may be to be opened: 60 million points are a photo
// of the best phones; more is made to fill the memory.
const mostPixels = 60 << 20

var errPixels = errors.New("more points than a photo has")

// upright is a picture as one sees it, as a JPEG without what the camera wrote in it: a
// phone writes where it was, and that may be the youth's protected address.
func upright(content []byte) ([]byte, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("a picture: %w", err)
	}
	if size.Width < 1 || size.Height < 1 || size.Width > mostPixels/size.Height {
		return nil, errPixels
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("a picture: %w", err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(picture, orientation(content)), &jpeg.Options{Quality: 85}); err != nil {
		return nil, fmt.Errorf("a picture: %w", err)
	}
	return out.Bytes(), nil
}

// turned lays a picture on white, the way up that the camera says (EXIF 2.3, tag 0x0112).
func turned(p image.Image, way int) image.Image {
	b := p.Bounds()
	w, h := b.Dx(), b.Dy()
	flat := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), p, b.Min, draw.Over)
	if way < 2 || way > 8 {
		return flat
	}
	wide, high := w, h
	if way >= 5 {
		wide, high = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range h {
		for x := range w {
			var to image.Point
			switch way {
			case 2:
				to = image.Pt(w-1-x, y)
			case 3:
				to = image.Pt(w-1-x, h-1-y)
			case 4:
				to = image.Pt(x, h-1-y)
			case 5:
				to = image.Pt(y, x)
			case 6:
				to = image.Pt(h-1-y, x)
			case 7:
				to = image.Pt(h-1-y, w-1-x)
			case 8:
				to = image.Pt(y, w-1-x)
			}
			out.SetRGBA(to.X, to.Y, flat.RGBAAt(x, y))
		}
	}
	return out
}

// orientation reads the way up from a JPEG's EXIF; 1 where it says none.
func orientation(content []byte) int {
	for at := 2; at+4 <= len(content) && content[at] == 0xff && content[at+1] != 0xda; {
		size := int(binary.BigEndian.Uint16(content[at+2:]))
		if size < 2 || at+2+size > len(content) {
			return 1
		}
		if content[at+1] == 0xe1 {
			if way, ok := wayUp(content[at+4 : at+2+size]); ok {
				return way
			}
		}
		at += 2 + size
	}
	return 1
}

// wayUp finds the tag in the first directory of an EXIF segment.
func wayUp(segment []byte) (int, bool) {
	tiff, is := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !is || len(tiff) < 8 {
		return 0, false
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 0, false
	}
	entries := tiff[first:]
	for n, at := int(order.Uint16(entries)), 2; n > 0 && at+12 <= len(entries); n, at = n-1, at+12 {
		if order.Uint16(entries[at:]) == 0x0112 {
			return int(order.Uint16(entries[at+8:])), true
		}
	}
	return 0, false
}
