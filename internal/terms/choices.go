package terms

import "reflect"

// choices are the values of the figures' enumerations.
var choices = map[reflect.Type][]string{
	reflect.TypeFor[SIMKind]():     texts(DataSIM, SMSSIM, VoiceSIM),
	reflect.TypeFor[Plan]():        texts(MinimumStart, LightStart, FamilyShare),
	reflect.TypeFor[Method]():      texts(DocumentImages, ICChip),
	reflect.TypeFor[Channel]():     texts(Web, App),
	reflect.TypeFor[CardKind]():    texts(CreditCard, DebitCard, PrepaidCard),
	reflect.TypeFor[TaxClass]():    texts(Taxed, NotTaxed),
	reflect.TypeFor[DeviceClass](): texts(NewDevice, UsedDevice),
	reflect.TypeFor[Product]():     texts(VoiceLine, ESIMLine, HikariLine, DataLine, SupplyOrder, PrepaidSIM),
	reflect.TypeFor[Cause](): texts(TotalLoss, PartialDamage, Water, NaturalFailure,
		Theft, Loss, Alteration, Disaster),
	reflect.TypeFor[DocumentKind](): texts(DriversLicence, HealthInsuranceCard, JapanesePassport,
		SpecialPermanentResident, BasicResidentRegisterCard, ResidenceCard, AlienRegistrationCertificate,
		DisabilityCertificate, ResidentRecord, ElectricityReceipt, TownGasReceipt, WaterReceipt),
	reflect.TypeFor[ID](): texts(IDs()...),
}

func texts[T ~string](values ...T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}
