package papers

import (
	_ "embed" // the fonts
	"sync"

	"github.com/signintech/gopdf"
)

// BIZ UDPGothic, under the licence beside it. A paper carries only the
// characters that stand on it.
var (
	//go:embed fonts/BIZUDPGothic-Regular.ttf
	regularTTF []byte
	//go:embed fonts/BIZUDPGothic-Bold.ttf
	boldTTF []byte
)

// face is a weight of the font.
type face string

const (
	regular face = "regular"
	bold    face = "bold"
)

// geta (下駄記号) stands for a character that the font lacks, as printers have it.
const geta = '〓'

// fonts are read once; papers may be made at the same time.
var fonts = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	c := &gopdf.FontContainer{}
	option := gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return geta }}
	if err := c.AddTTFFontDataWithOption(string(regular), regularTTF, option); err != nil {
		return nil, err
	}
	return c, c.AddTTFFontDataWithOption(string(bold), boldTTF, option)
})
