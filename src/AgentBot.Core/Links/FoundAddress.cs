namespace AgentBot.Core.Links;

public enum AddressKind
{
    /// <summary>What a program could make a link of: with a scheme, "www.", two slashes, or a host with something behind it.</summary>
    Web,

    /// <summary>The bare name of a host; no program makes a link of it here, but a reader could type it.</summary>
    Host,

    Mail,

    Phone,

    /// <summary>An account for money: a valid IBAN, or a number that the text calls an account.</summary>
    Account,
}

/// <summary>An address as it stands in a text.</summary>
/// <param name="Start">First character, counted in UTF-16 units.</param>
/// <param name="Text">As written, look-alikes of colon, dot and slash put into their plain forms.</param>
public sealed record FoundAddress(AddressKind Kind, int Start, int Length, string Text)
{
    public int End => Start + Length;
}
