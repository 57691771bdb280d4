package words

import "kigen/internal/terms"

// Return names what comes back to the return centre.
func Return(kind string) terms.Text { return look(returns, kind) }

var returns = map[string]terms.Text{
	"old-device":         {JA: "交換前の端末", EN: "the old device"},
	"faulty-replacement": {JA: "不具合のある交換用端末", EN: "the faulty replacement"},
	"equipment":          {JA: "貸与品", EN: "equipment"},
	"broken-device":      {JA: "故障端末", EN: "the broken device"},
	"loaner":             {JA: "貸出機", EN: "the loaner"},
	"exchange-device":    {JA: "先の交換端末", EN: "the first exchange device"},
	"faulty-exchange":    {JA: "不具合のある交換端末", EN: "the faulty exchange device"},
	"used-device":        {JA: "不具合のある中古端末", EN: "the used device that malfunctions"},
}
