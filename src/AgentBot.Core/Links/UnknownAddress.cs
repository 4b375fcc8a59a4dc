using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Links;

/// <summary>An address in what somebody is asked to approve that no person gave: an agent, a tool or an outside text brought it.</summary>
/// <param name="OnlyIn">The file or message that alone names it: "october.csv"; empty where nothing that the run was given does.</param>
public sealed record UnknownAddress(FoundAddress Address, string OnlyIn);

/// <summary>
/// Finds them. Given is what the person who asked typed, what stands in the template, in facts of the channel and in remarks and
/// edits of those who decide, and, for all but web addresses, what stands in a file that came with the command. A web address that only
/// a file or a message of others names leads where its author likes, so it is told as well.
/// </summary>
public static class UnknownAddresses
{
    /// <summary>Of all that is looked at in one artifact; what stands behind it is looked at in full views only.</summary>
    private const int MostFound = 2_000;

    /// <summary>Each costs a look through all sources.</summary>
    private const int MostLookedUp = 50;

    public static ImmutableArray<FoundAddress> In(ArtifactType type, Value content)
    {
        Value read = type == ArtifactType.Call && CallContent.Read(content) is { IsRefused: false, Value: var call } ? call.Shown() : content;
        return [.. Texts(read, "").SelectMany(text => AddressFinder.Find(text).AsEnumerable()).Where(address => IsAsked(type, address.Kind)).DistinctBy(NameOf).Take(MostFound)];
    }

    /// <param name="found">Of <see cref="In"/>.</param>
    /// <param name="byPeople">Of earlier versions that people wrote themselves.</param>
    public static ImmutableArray<UnknownAddress> Among(ImmutableArray<FoundAddress> found, SourceBook sources, IEnumerable<FoundAddress> byPeople)
    {
        var given = new HashSet<(AddressKind, string)>();
        var outside = new Dictionary<(AddressKind, string), string>();
        foreach (FoundAddress address in byPeople)
        {
            Give(address);
        }

        foreach (Source source in sources.All)
        {
            foreach (FoundAddress address in AddressFinder.Find(source.Text))
            {
                if (source.Kind == SourceKind.Message || (source.Kind == SourceKind.File && address.Kind is AddressKind.Web or AddressKind.Host))
                {
                    outside.TryAdd(NameOf(address), source.Name);
                }
                else
                {
                    Give(address);
                }
            }
        }

        FoundAddress[] left = [.. found.Where(address => !given.Contains(NameOf(address)))];
        return [.. left.Where(address => left.Length > MostLookedUp || !IsNumberOf(address)).Select(address => new UnknownAddress(address, outside.GetValueOrDefault(NameOf(address), "")))];

        // A bare number is an account by the word before it, which need not stand there where it was given.
        bool IsNumberOf(FoundAddress address) =>
            address.Kind is AddressKind.Phone or AddressKind.Account && sources.FindAccount(address.Text) is { Source.Kind: not SourceKind.Message };

        // Who names a mailbox or a page names its host.
        void Give(FoundAddress address)
        {
            given.Add(NameOf(address));
            if (address.Kind is AddressKind.Web or AddressKind.Host or AddressKind.Mail)
            {
                given.Add((AddressKind.Web, HostOf(address)));
            }
        }
    }

    /// <summary>The host that an address of a page or a mailbox leads to; "" for others.</summary>
    public static string HostOf(FoundAddress address)
    {
        if (address.Kind is AddressKind.Phone or AddressKind.Account)
        {
            return "";
        }

        string name = NameOf(address).Name;
        int end = name.IndexOfAny(['/', '\\', '?', '#']);
        string host = end < 0 ? name : name[..end];
        host = host[(host.LastIndexOf('@') + 1)..];
        int port = host.IndexOf(':', StringComparison.Ordinal);
        return port < 0 ? host : host[..port];
    }

    /// <summary>One name for all ways to write the same address.</summary>
    private static (AddressKind Kind, string Name) NameOf(FoundAddress address)
    {
        string text = address.Text.ToLowerInvariant();
        switch (address.Kind)
        {
            case AddressKind.Phone:
                return (address.Kind, string.Concat(text.Where(char.IsAsciiDigit)).TrimStart('0'));
            case AddressKind.Account:
                return (address.Kind, string.Concat(text.Where(char.IsAsciiLetterOrDigit)));
            case AddressKind.Mail:
                return (address.Kind, text);
            case AddressKind.Web when text.StartsWith("mailto:", StringComparison.Ordinal):
                return (AddressKind.Mail, text["mailto:".Length..]);
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string bare = (colon > 0 && colon + 1 < text.Length && text[colon + 1] is '/' or '\\' ? text[(colon + 1)..] : text).TrimStart('/', '\\').TrimEnd('/');
        return (AddressKind.Web, bare.StartsWith("www.", StringComparison.Ordinal) ? bare["www.".Length..] : bare);
    }

    // What a mail goes to and links to, and whom a payment goes to, their own cards look up and tell.
    private static bool IsAsked(ArtifactType type, AddressKind kind) => type switch
    {
        ArtifactType.Email => kind is AddressKind.Phone or AddressKind.Account,
        ArtifactType.Payment => kind != AddressKind.Account,
        _ => true,
    };

    /// <summary>Each with the name that it stands under, which may be what makes a number an account; cells of tables without, where numbers of cost centres and the like stand.</summary>
    private static IEnumerable<string> Texts(Value value, string name) => value switch
    {
        Value.Text text => [Named(name, text.Content)],
        Value.Choice choice => [choice.Option],
        Value.Number number when name.Length > 0 => [Named(name, ValueText.Canonical(number))],
        Value.Record record => record.Fields.SelectMany(field => Texts(field.Value, field.Name)),
        Value.List list => list.Items.SelectMany(item => Texts(item, name)),
        Value.Table table => table.Data.Rows.SelectMany(row => row.SelectMany(cell => Texts(cell, ""))),
        _ => [],
    };

    private static string Named(string name, string text) => name.Length is 0 or > 40 ? text : $"{name}: {text}";
}
