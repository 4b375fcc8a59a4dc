using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentBot.Core.Values;

/// <summary>How numbers and dates are written somewhere. Our own table: the process runs without the system's cultures.</summary>
/// <param name="Name">"en-GB"; empty for <see cref="LocaleFormats.Unstated"/>.</param>
/// <param name="Numbers">The accepted ways to write a number; more than one only where nothing was stated.</param>
/// <param name="Order">Which part of 03/04/2026 is the day.</param>
/// <param name="Months">Twelve full names in the language, beside the English ones.</param>
/// <param name="Dollar">What "$" means there; empty where it is not clear.</param>
/// <param name="Crown">What "kr" means there; empty where it is not clear.</param>
public sealed record LocaleFormat(
    string Name,
    ImmutableArray<NumberFormat> Numbers,
    DateOrder Order,
    ImmutableArray<string> Months,
    string Dollar,
    string Crown);

/// <param name="Decimal">The sign before the fraction.</param>
/// <param name="Groups">Signs that may part groups of three digits; one number uses only one of them.</param>
/// <param name="Lakh">True where groups of two follow the last three digits: 12,34,567.</param>
public sealed record NumberFormat(char Decimal, string Groups, bool Lakh = false);

public enum DateOrder
{
    /// <summary>Not known: only dates with one possible meaning are taken.</summary>
    Unstated,
    DayFirst,
    MonthFirst,

    /// <summary>Only the year-first forms are usual; others are taken where they have one possible meaning.</summary>
    YearFirst,
}

/// <summary>The locales that a template may name.</summary>
public static class LocaleFormats
{
    private const string Spaces = " \u00a0\u202f\u2009";

    private static readonly ImmutableArray<string> English =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly ImmutableArray<string> German =
        ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];

    private static readonly ImmutableArray<string> French =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    private static readonly ImmutableArray<string> Spanish =
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    private static readonly ImmutableArray<string> Italian =
        ["gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"];

    private static readonly ImmutableArray<string> Dutch =
        ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];

    private static readonly ImmutableArray<string> Swedish =
        ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"];

    private static readonly ImmutableArray<string> Danish =
        ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"];

    private static readonly ImmutableArray<string> Norwegian =
        ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"];

    private static readonly ImmutableArray<string> Finnish =
        ["tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu", "lokakuu", "marraskuu", "joulukuu"];

    private static readonly ImmutableArray<string> Polish =
        ["stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października", "listopada", "grudnia"];

    private static readonly ImmutableArray<string> Portuguese =
        ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"];

    private static readonly NumberFormat Point = new('.', "," + Spaces);
    private static readonly NumberFormat Comma = new(',', "." + Spaces);
    private static readonly NumberFormat CommaSpace = new(',', Spaces);
    private static readonly NumberFormat Swiss = new('.', "'\u2019" + Spaces);

    private static readonly FrozenDictionary<string, LocaleFormat> Table = new[]
    {
        Of("en-GB", Point, DateOrder.DayFirst, English),
        Of("en-IE", Point, DateOrder.DayFirst, English),
        Of("en-US", Point, DateOrder.MonthFirst, English, dollar: "USD"),
        Of("en-CA", Point, DateOrder.Unstated, English, dollar: "CAD"),
        Of("en-AU", Point, DateOrder.DayFirst, English, dollar: "AUD"),
        Of("en-NZ", Point, DateOrder.DayFirst, English, dollar: "NZD"),
        Of("en-SG", Point, DateOrder.DayFirst, English, dollar: "SGD"),
        Of("en-ZA", CommaSpace, DateOrder.YearFirst, English),
        Of("en-IN", new NumberFormat('.', ",", Lakh: true), DateOrder.DayFirst, English),
        Of("de-DE", Comma, DateOrder.DayFirst, German),
        Of("de-AT", Comma, DateOrder.DayFirst, German),
        Of("de-CH", Swiss, DateOrder.DayFirst, German),
        Of("fr-FR", CommaSpace, DateOrder.DayFirst, French),
        Of("fr-BE", Comma, DateOrder.DayFirst, French),
        Of("fr-CA", CommaSpace, DateOrder.YearFirst, French, dollar: "CAD"),
        Of("fr-CH", Swiss, DateOrder.DayFirst, French),
        Of("es-ES", Comma, DateOrder.DayFirst, Spanish),
        Of("es-MX", Point, DateOrder.DayFirst, Spanish, dollar: "MXN"),
        Of("it-IT", Comma, DateOrder.DayFirst, Italian),
        Of("nl-NL", Comma, DateOrder.DayFirst, Dutch),
        Of("nl-BE", Comma, DateOrder.DayFirst, Dutch),
        Of("sv-SE", CommaSpace, DateOrder.YearFirst, Swedish, crown: "SEK"),
        Of("da-DK", Comma, DateOrder.DayFirst, Danish, crown: "DKK"),
        Of("nb-NO", CommaSpace, DateOrder.DayFirst, Norwegian, crown: "NOK"),
        Of("fi-FI", CommaSpace, DateOrder.DayFirst, Finnish),
        Of("pl-PL", CommaSpace, DateOrder.DayFirst, Polish),
        Of("pt-PT", Comma, DateOrder.DayFirst, Portuguese),
        Of("pt-BR", Comma, DateOrder.DayFirst, Portuguese),
    }.ToFrozenDictionary(format => format.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Nothing is known: a number or date is taken only if every usual reading of it is the same.</summary>
    public static LocaleFormat Unstated { get; } =
        new("", [new NumberFormat('.', "," + Spaces + "'\u2019"), new NumberFormat(',', "." + Spaces + "'\u2019")], DateOrder.Unstated, [], "", "");

    public static ImmutableArray<string> Names { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The locale of that name, or null. A missing name is <see cref="Unstated"/>.</summary>
    public static LocaleFormat? Find(string? name) =>
        string.IsNullOrEmpty(name) ? Unstated : Table.GetValueOrDefault(name.Replace('_', '-'));

    /// <summary>From 1; 0 when the word is no month in English or in the locale's language. Three letters are enough where they are clear.</summary>
    public static int MonthOf(ReadOnlySpan<char> word, LocaleFormat locale)
    {
        string name = word.TrimEnd('.').ToString().ToLowerInvariant();
        int found = In(locale.Months, name);
        return found > 0 ? found : In(English, name);
    }

    private static int In(ImmutableArray<string> months, string name)
    {
        int found = 0;
        for (int i = 0; i < months.Length; i++)
        {
            if (months[i] == name)
            {
                return i + 1;
            }

            if (name.Length >= 3 && months[i].StartsWith(name, StringComparison.Ordinal))
            {
                found = found == 0 ? i + 1 : -1;
            }
        }

        return Math.Max(found, 0);
    }

    private static LocaleFormat Of(string name, NumberFormat numbers, DateOrder order, ImmutableArray<string> months, string dollar = "", string crown = "") =>
        new(name, [numbers], order, months, dollar, crown);
}
