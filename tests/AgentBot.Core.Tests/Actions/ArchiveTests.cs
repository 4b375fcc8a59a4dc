using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace AgentBot.Core.Tests.Actions;

/// <summary>Fault row G4: what is packed is not opened, whatever it is called.</summary>
public sealed class ArchiveTests
{
    public static TheoryData<string> Kinds => ["zip", "an empty zip", "a bomb", "a zip in a zip", "a zip with a way out", "gzip", "tar with a link"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WhatIsPacked_IsRefusedInOneSentence_AndNothingOfItIsRead(string kind)
    {
        byte[] packed = Packed(kind);
        foreach ((string action, string name) in new[] { ("table.read", "claims.csv"), ("text.read", "notes.txt") })
        {
            var bench = new ActionBench();
            long before = GC.GetAllocatedBytesForCurrentThread();
            string refusal = await bench.RefusalAsync(action, ("file", bench.Upload(name, packed)));
            Assert.StartsWith(name, refusal, StringComparison.Ordinal);
            Assert.Contains(kind == "tar with a link" ? "zero bytes" : "archive, not text", refusal, StringComparison.Ordinal);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000, "It was unpacked.");
        }
    }

    private static byte[] Packed(string kind)
    {
        using var buffer = new MemoryStream();
        switch (kind)
        {
            case "gzip":
                using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
                {
                    gzip.Write(new byte[1_000_000]);
                }

                break;
            case "tar with a link":
                using (var tar = new TarWriter(buffer, TarEntryFormat.Pax, leaveOpen: true))
                {
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "claims.csv") { LinkName = "/etc/passwd" });
                }

                break;
            default:
                using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
                {
                    if (kind != "an empty zip")
                    {
                        using Stream entry = zip.CreateEntry(kind == "a zip with a way out" ? "../../outside.csv" : "claims.csv").Open();
                        entry.Write(kind switch { "a bomb" => new byte[20_000_000], "a zip in a zip" => Packed("a bomb"), _ => Encoding.UTF8.GetBytes("a,b\n1,2\n") });
                    }
                }

                break;
        }

        return buffer.ToArray();
    }
}
