using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace AgentBot.Storage.Sqlite;

/// <summary>
/// Chooses the SQLite library once per process: the system's where it is newer than the one in the package and knows full-text
/// search, the package's otherwise.
/// </summary>
internal static class NativeSqlite
{
    private const string Bundled = "e_sqlite3";
    private static readonly Lazy<NativeChoice> Chosen = new(Choose);

    private delegate int VersionNumber();

    private delegate int OptionUsed([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    /// <summary>Makes the library ready; later calls do nothing.</summary>
    public static NativeChoice Ready() => Chosen.Value;

    private static NativeChoice Choose()
    {
        Assembly provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
        bool isSystem = false;
        nint system = NewerSystemLibrary(provider);
        if (system != 0)
        {
            try
            {
                NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == Bundled ? system : 0);
                isSystem = true;
            }
            catch (InvalidOperationException)
            {
                // Somebody in this process has chosen before; that choice stands, and the version below tells which it is.
            }
        }

        Batteries_V2.Init();
        return new NativeChoice(raw.sqlite3_libversion().utf8_to_string(), isSystem);
    }

    private static nint NewerSystemLibrary(Assembly provider)
    {
        string name = OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";
        if (OperatingSystem.IsWindows() || !NativeLibrary.TryLoad(name, out nint system))
        {
            return 0;
        }

        int bundled = NativeLibrary.TryLoad(Bundled, provider, null, out nint own) ? Version(own) : 0;
        return Version(system) > bundled && HasFullText(system) ? system : 0;
    }

    private static int Version(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out nint address)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(address)()
            : 0;

    private static bool HasFullText(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_compileoption_used", out nint address)
        && Marshal.GetDelegateForFunctionPointer<OptionUsed>(address)("ENABLE_FTS5") == 1;
}

/// <param name="IsSystem">True for the operating system's library, false for the package's.</param>
internal sealed record NativeChoice(string Version, bool IsSystem);
