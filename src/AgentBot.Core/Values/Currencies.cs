using System.Collections.Frozen;

namespace AgentBot.Core.Values;

/// <summary>Currencies by their ISO 4217 code and by the signs people write.</summary>
public static class Currencies
{
    private const string Codes =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC " +
        "CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK " +
        "JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR " +
        "MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP " +
        "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG";

    private static readonly FrozenSet<string> Known = Codes.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> Signs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["€"] = "EUR", ["£"] = "GBP", ["US$"] = "USD", ["A$"] = "AUD", ["C$"] = "CAD", ["NZ$"] = "NZD", ["S$"] = "SGD", ["HK$"] = "HKD",
        ["R$"] = "BRL", ["zł"] = "PLN", ["₹"] = "INR", ["₺"] = "TRY", ["₪"] = "ILS", ["₩"] = "KRW", ["₴"] = "UAH", ["Kč"] = "CZK", ["Ft"] = "HUF",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => Known;

    public static bool IsCode(string word) => word.Length == 3 && Known.Contains(word);

    /// <summary>The code that a code or sign stands for, or null. "$" and "kr" mean something only in a locale that says what.</summary>
    public static string? Find(string word, LocaleFormat locale)
    {
        if (IsCode(word))
        {
            return word.ToUpperInvariant();
        }

        string local = word.ToLowerInvariant() switch
        {
            "$" => locale.Dollar,
            "kr" or "kr." => locale.Crown,
            _ => "",
        };
        return local.Length > 0 ? local : Signs.GetValueOrDefault(word);
    }
}
