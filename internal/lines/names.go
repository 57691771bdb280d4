package lines

import "kigen/internal/terms"

// names are what people call the options of a line and the equipment that is
// lent with it.
var names = map[string]terms.Text{
	"sim_card":     {JA: "SIMカード", EN: "SIM card"},
	"device_cover": {JA: "つながる端末保証", EN: "Connected Device Cover"},

	"connected_device_guarantee": {JA: "つながる端末保証", EN: "Connected Device Guarantee"},
}

// named gives the names of options or equipment in their order. One that is not
// known yet keeps its ID.
func named(ids []string) []terms.Text {
	texts := make([]terms.Text, len(ids))
	for i, id := range ids {
		text, ok := names[id]
		if !ok {
			text = terms.Text{JA: id, EN: id}
		}
		texts[i] = text
	}
	return texts
}
