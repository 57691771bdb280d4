package member

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"kigen/internal/identity"
	"kigen/internal/terms"
	"kigen/starter/api"
	"kigen/starter/words"
)

// addressSides are where a document may show the address.
var addressSides = []option{
	{string(identity.OnFront), text("表面", "Front"), nil},
	{string(identity.OnBack), text("裏面（裏面の写真も必要です）", "Back (its picture is needed too)"), nil},
	{string(identity.Nowhere), text("記載がない（本人確認補助書類も必要です）", "Nowhere (an auxiliary document is needed too)"), nil},
}

var uploadLabels = map[string]terms.Text{
	"document": text("書類の種類", "Kind of document"), "expires_on": text("書類の有効期限", "Valid until"), "address_on": text("住所の記載", "Address"),
	"photo": text("顔写真", "Photograph"), "files": text("ファイル", "Files"), "file": text("ファイル", "File"), "role": text("何の写真か", "What it shows"),
	"auxiliary": text("本人確認補助書類", "Auxiliary document"), "auxiliary.kind": text("補助書類の種類", "Kind of auxiliary document"),
	"auxiliary.issued_on": text("補助書類の発行日", "Day of issue"),
}

func uploadLabel(path string) terms.Text {
	if label, ok := uploadLabels[path]; ok {
		return label
	}
	return words.Fact(path)
}

// uploadPlace is where on the page something is entered.
func uploadPlace(path string) string {
	switch path {
	case "files":
		return "files"
	case "file":
		return "upload-file"
	case "role":
		return "upload-role"
	case "auxiliary":
		return "declaration-auxiliary.kind"
	}
	return "declaration-" + path
}

func mediaName(mediaType string) string {
	if mediaType == "application/pdf" {
		return "PDF"
	}
	return "JPEG"
}

// nextRole tells whether the i-th role is the one that a picture most likely shows:
// the first that is not there yet.
func (u *uploading) nextRole(i int) bool {
	for at, r := range roles {
		if !slices.ContainsFunc(u.Files, func(f api.File) bool { return string(f.Role) == r.Value }) {
			return at == i
		}
	}
	return i == 0
}

// advice is what the page's script says of a picture before it is sent.
func (u *uploading) advice() templ.Attributes {
	return templ.Attributes{
		"data-dark":      u.T("写真が暗いようです。明るい場所で撮り直すと、確認がスムーズです。", "The picture looks dark. Taking it again in better light helps."),
		"data-bright":    u.T("光が反射しているか、明るすぎるようです。", "The picture looks too bright, or has a reflection."),
		"data-blurred":   u.T("ピントが合っていないようです。文字が読めるかご確認ください。", "The picture looks blurred. Please see whether the letters can be read."),
		"data-small":     u.T("写真が小さく、文字が読み取れないおそれがあります。", "The picture is small; the letters may be hard to read."),
		"data-blank":     u.T("書類が写っていないようです。", "There seems to be no document in the picture."),
		"data-large":     u.T("ファイルが大きすぎます。"+size(u.terms().S11.MaxBytes)+"以下のファイルをお選びください。", "The file is too large. Please choose one of at most "+size(u.terms().S11.MaxBytes)+"."),
		"data-type":      u.T("この形式のファイルはお送りいただけません。JPEGまたはPDFをお選びください。", "This kind of file can't be sent. Please choose a JPEG or PDF."),
		"data-good":      u.T("そのまま送信できます。", "Ready to be sent."),
		"data-rotate":    u.T("右に回転", "Turn right"),
		"data-drop":      u.T("やめる", "Leave out"),
		"data-sending":   u.T("送信中", "Sending"),
		"data-sent":      u.T("送信しました。", "Sent."),
		"data-failed":    u.T("送信できませんでした。電波の良い場所で、もう一度お試しください。", "It could not be sent. Please try again where the signal is better."),
		"data-closed":    u.T("時間がたったため、ページを閉じました。もう一度開いてください。", "The page was closed after a while. Please open it again."),
		"data-count":     u.T("お送りいただけるのは"+strconv.Itoa(u.terms().S11.MaxFiles)+"ファイルまでです。超えた分は追加していません。", "At most "+strconv.Itoa(u.terms().S11.MaxFiles)+" files can be sent. What is beyond was not added."),
		"data-unchanged": u.T("選んだ写真", "Chosen picture"),
		"data-look":      u.T("ご確認ください", "Please have a look"),
		"data-checked":   u.T("機械による目安です。読める写真であれば、そのまま送信できます。", "This is a rough check by machine. If it can be read, it can be sent as it is."),
	}
}
