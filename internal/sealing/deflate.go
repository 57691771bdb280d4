package sealing

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
)

// worthwhile is the size in bytes below which a payload hardly shrinks.
const worthwhile = 200

// Both ends are much larger than the payloads that pass through them.
var (
	deflaters = sync.Pool{New: func() any {
		w, _ := flate.NewWriter(nil, flate.BestSpeed) // fails only for an unknown level
		return w
	}}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

// deflate makes text smaller; false where it would not.
func deflate(text []byte) ([]byte, bool) {
	if len(text) < worthwhile {
		return nil, false
	}
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	small := bytes.NewBuffer(make([]byte, 0, len(text)))
	w.Reset(small)
	if _, err := w.Write(text); err != nil {
		return nil, false
	}
	if err := w.Close(); err != nil || small.Len() >= len(text) {
		return nil, false
	}
	return small.Bytes(), true
}

// inflate undoes deflate.
func inflate(small []byte) ([]byte, error) {
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(small), nil); err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
