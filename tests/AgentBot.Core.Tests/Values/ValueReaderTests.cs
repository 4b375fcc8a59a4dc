using System.Globalization;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Values;

public sealed class ValueReaderTests
{
    [Theory]
    [InlineData("", "1234.56", "1234.56")]
    [InlineData("", "1,234,567", "1234567")]
    [InlineData("", "1.234,56", "1234.56")]
    [InlineData("", "0.125", "0.125")]
    [InlineData("", "1 234,5", "1234.5")]
    [InlineData("", "12.50-", "-12.50")]
    [InlineData("", "(12.50)", "-12.50")]
    [InlineData("en-GB", "1,234", "1234")]
    [InlineData("de-DE", "1.234", "1234")]
    [InlineData("de-DE", "1.234.567,89", "1234567.89")]
    [InlineData("fr-FR", "1\u202f234,5", "1234.5")]
    [InlineData("de-CH", "1'234.50", "1234.50")]
    [InlineData("en-IN", "12,34,567.5", "1234567.5")]
    [InlineData("pl-PL", "-1 234,00", "-1234")]
    [InlineData("pt-BR", "1.234,00", "1234")]
    public void Number_InItsLocale_IsRead(string locale, string text, string expected) =>
        Assert.Equal(new Value.Number(decimal.Parse(expected, CultureInfo.InvariantCulture)), Read(text, new FieldType.Number(), locale));

    [Theory]
    [InlineData("", "1,234")]
    [InlineData("", "1.234")]
    [InlineData("en-GB", "1,5")]
    [InlineData("en-GB", "1.234,5")]
    [InlineData("de-DE", "1.5")]
    [InlineData("en-GB", "12,34,567")]
    [InlineData("en-GB", "1_000")]
    [InlineData("en-GB", "1e5")]
    [InlineData("en-GB", "0x1F")]
    [InlineData("en-GB", ".")]
    [InlineData("en-GB", "5.")]
    [InlineData("en-GB", "٣")]
    [InlineData("en-GB", "123456789012345678901234567890")]
    public void Number_ThatIsUnclearOrNone_IsRefusedInASentence(string locale, string text)
    {
        Refusal refusal = Refused(text, new FieldType.Number(), locale);
        Assert.StartsWith("“" + text + "” ", refusal.What, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Next);
    }

    [Theory]
    [InlineData("", "EUR 100", "100", "EUR")]
    [InlineData("", "100 EUR", "100", "EUR")]
    [InlineData("", "100.5", "100.5", "")]
    [InlineData("", "€12.50", "12.5", "EUR")]
    [InlineData("", "-€12.50", "-12.5", "EUR")]
    [InlineData("", "€-12.50", "-12.5", "EUR")]
    [InlineData("", "(€12.50)", "-12.5", "EUR")]
    [InlineData("de-DE", "1.234,56 €", "1234.56", "EUR")]
    [InlineData("en-US", "$1,234.56", "1234.56", "USD")]
    [InlineData("sv-SE", "1 234,50 kr", "1234.5", "SEK")]
    [InlineData("da-DK", "12,50 kr.", "12.5", "DKK")]
    [InlineData("pt-BR", "R$ 1.234,56", "1234.56", "BRL")]
    [InlineData("pl-PL", "1 234,56 zł", "1234.56", "PLN")]
    [InlineData("en-GB", "gbp 3,000", "3000", "GBP")]
    public void Money_BeforeOrBehindItsCurrency_IsRead(string locale, string text, string amount, string currency) =>
        Assert.Equal(new Value.Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency), Read(text, new FieldType.Money(), locale));

    [Theory]
    [InlineData("en-GB", "$100", "“$100” does not say which currency “$” is.")]
    [InlineData("en-GB", "100 ERU", "“100 ERU” names an unknown currency.")]
    [InlineData("en-GB", "EUR", "“EUR” is not an amount of money.")]
    [InlineData("en-GB", "EUR 1,5", "“EUR 1,5” is not an amount of money in en-GB.")]
    [InlineData("", "EUR 1,234", "“1,234” can be two different numbers.")]
    [InlineData("en-GB", "EUR 100 USD", "“EUR 100 USD” is not an amount of money.")]
    public void Money_ThatIsUnclear_IsRefused(string locale, string text, string expected) =>
        Assert.Equal(expected, Refused(text, new FieldType.Money(), locale).What);

    [Theory]
    [InlineData("", "2026-12-31", "2026-12-31")]
    [InlineData("", "2026/12/31", "2026-12-31")]
    [InlineData("", "31/12/2026", "2026-12-31")]
    [InlineData("", "12/31/2026", "2026-12-31")]
    [InlineData("", "3 Apr 2026", "2026-04-03")]
    [InlineData("", "April 3rd, 2026", "2026-04-03")]
    [InlineData("", "2026-03-01T00:00:00", "2026-03-01")]
    [InlineData("", "2026-03-01 14:30", "2026-03-01")]
    [InlineData("en-GB", "03/04/2026", "2026-04-03")]
    [InlineData("en-US", "03/04/2026", "2026-03-04")]
    [InlineData("de-DE", "3. März 2026", "2026-03-03")]
    [InlineData("fr-FR", "14 août 2026", "2026-08-14")]
    [InlineData("es-ES", "3 de abril de 2026", "2026-04-03")]
    [InlineData("sv-SE", "31/12/2026", "2026-12-31")]
    [InlineData("pl-PL", "3 maja 2026", "2026-05-03")]
    [InlineData("en-GB", "29/02/2028", "2028-02-29")]
    public void Date_InItsLocale_IsRead(string locale, string text, string expected) =>
        Assert.Equal(new Value.Date(DateOnly.ParseExact(expected, "yyyy-MM-dd", CultureInfo.InvariantCulture)), Read(text, new FieldType.Date(), locale));

    [Theory]
    [InlineData("", "03/04/2026", "“03/04/2026” can be two different days.")]
    [InlineData("en-CA", "03/04/2026", "“03/04/2026” can be two different days.")]
    [InlineData("en-GB", "32/13/2026", "“32/13/2026” is not a date.")]
    [InlineData("en-GB", "12/31/2026", "“12/31/2026” is not a date.")]
    [InlineData("en-GB", "29/02/2026", "“29/02/2026” is not a date.")]
    [InlineData("en-GB", "31/12/26", "“31/12/26” is not a date.")]
    [InlineData("en-GB", "yesterday", "“yesterday” is not a date.")]
    public void Date_ThatIsUnclear_IsRefused(string locale, string text, string expected) =>
        Assert.Equal(expected, Refused(text, new FieldType.Date(), locale).What);

    [Fact]
    public void Date_ThatIsNone_SaysHowToGiveIt() =>
        Assert.Equal("“32/13/2026” is not a date. Give it as 2026-12-31.", Refused("32/13/2026", new FieldType.Date(), "").ToString());

    [Theory]
    [InlineData("2026-10", 2026, 10)]
    [InlineData("10/2026", 2026, 10)]
    [InlineData("Oct 2026", 2026, 10)]
    [InlineData("October 2026", 2026, 10)]
    public void Month_IsRead(string text, int year, int month) =>
        Assert.Equal(new Value.Month(year, month), Read(text, new FieldType.Month(), "en-GB"));

    [Theory]
    [InlineData("14d", 14 * 24 * 60)]
    [InlineData("1h 30m", 90)]
    [InlineData("2 weeks", 14 * 24 * 60)]
    [InlineData("90min", 90)]
    public void Duration_IsRead(string text, int minutes) =>
        Assert.Equal(new Value.Duration(TimeSpan.FromMinutes(minutes)), Read(text, new FieldType.Duration(), ""));

    [Theory]
    [InlineData("1:30")]
    [InlineData("3")]
    [InlineData("2 months")]
    [InlineData("30m 1h")]
    [InlineData("99999999d")]
    public void Duration_ThatIsUnclear_IsRefused(string text) => Refused(text, new FieldType.Duration(), "");

    [Fact]
    public void Choice_ForgivesCaseAndNamesTheNearestWord()
    {
        var verdicts = new FieldType.Choice(["approve", "query", "refuse"]);
        Assert.Equal(new Value.Choice("query"), Read("Query", verdicts, ""));
        Assert.Equal("“aprove” is not one of approve, query, refuse. Did you mean approve?", Refused("aprove", verdicts, "").ToString());
    }

    [Theory]
    [InlineData("de-DE", "ja", true)]
    [InlineData("it-IT", "no", false)]
    [InlineData("", "No", false)]
    public void Boolean_IsReadInItsLanguage(string locale, string text, bool expected) =>
        Assert.Equal(new Value.Boolean(expected), Read(text, new FieldType.Boolean(), locale));

    [Fact]
    public void Range_IsKept()
    {
        Assert.Equal("“11” is more than 10. Give at most 10.", Refused("11", new FieldType.Number(0, 10), "").ToString());
        Assert.Equal("“-1” is less than 0. Give at least 0.", Refused("-1 EUR", new FieldType.Money(0, 10), "").ToString());
    }

    [Fact]
    public void EmptyText_IsMissing_ForEveryType()
    {
        foreach (FieldType type in new FieldType[] { new FieldType.Text(), new FieldType.Number(), new FieldType.Date(), new FieldType.Choice(["a"]) })
        {
            Assert.IsType<Value.Missing>(Read("  ", type, "en-GB"));
        }
    }

    [Fact]
    public void Number_WrittenInALocale_ReadsBackAsItself()
    {
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(20_000); i++)
        {
            decimal amount = Math.Round((decimal)(random.NextDouble() - 0.5) * random.Next(1, 100_000_000), random.Next(0, 4));
            LocaleFormat locale = LocaleFormats.Find(LocaleFormats.Names[random.Next(LocaleFormats.Names.Length)])!;
            if (locale.Numbers[0].Lakh)
            {
                continue;
            }

            string text = amount.ToString("#,##0.####", CultureInfo.InvariantCulture)
                .Replace('.', '\u0001').Replace(',', locale.Numbers[0].Groups[0]).Replace('\u0001', locale.Numbers[0].Decimal);
            Assert.Equal(new Value.Number(amount), ValueReader.Read(text, new FieldType.Number(), locale).Value);
        }
    }

    [Fact]
    public void Garbage_NeverThrows()
    {
        Random random = Proof.Random();
        const string Letters = "0123456789.,- /:'()€$EURkrT\u00a0\u2212aä\0%";
        FieldType[] types =
        [
            new FieldType.Number(), new FieldType.Money(), new FieldType.Date(), new FieldType.Month(), new FieldType.Duration(),
            new FieldType.Boolean(), new FieldType.Choice(["a", "b"]), new FieldType.Any(), new FieldType.User(),
        ];
        for (int i = 0; i < Proof.Size(100_000); i++)
        {
            string text = string.Create(random.Next(0, 24), random, (span, source) =>
            {
                foreach (ref char c in span)
                {
                    c = Letters[source.Next(Letters.Length)];
                }
            });
            ValueReader.Read(text, types[random.Next(types.Length)], LocaleFormats.Find(LocaleFormats.Names[random.Next(LocaleFormats.Names.Length)])!);
        }
    }

    private static Value Read(string text, FieldType type, string locale) => ValueReader.Read(text, type, LocaleFormats.Find(locale)!).Value;

    private static Refusal Refused(string text, FieldType type, string locale)
    {
        Result<Value> result = ValueReader.Read(text, type, LocaleFormats.Find(locale)!);
        return Assert.IsType<Refusal>(result.Refusal);
    }
}
