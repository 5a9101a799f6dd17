// swift-tools-version: 6.2
import PackageDescription

/// Every target holds one kind of knowledge; the arrows between them are drawn in
/// docs/ARCHITECTURE.md and held by `scripts/check` (explicit imports) and ArchitectureTests.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
/// Numeric code is 10 to 80 times slower without the optimiser, so it is on in debug too.
let numeric: [SwiftSetting] =
    strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "nuo",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "nuo", targets: ["nuo"])],
    dependencies: [
        // HTTP server and its router.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        // Page templates.
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        // SQLite.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // YAML documents.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // Command line.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // scrypt, SHA-256, HMAC.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // Logs, metrics, life cycle of services.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // Gamma function and friends.
        .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
        // HTTP types shared with hummingbird.
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Tells the type of an upload by its bytes.
        .systemLibrary(
            name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        // What glibc's own module leaves out: giving free memory back.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        // SMTP and HTTP out: one library for both, so that one guard looks at every address.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // Answers as a workbook, and as a file for SPSS.
        .systemLibrary(
            name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CReadStat", providers: [.apt(["libreadstat-dev"])]),

        // Reads the XML of LimeSurvey; its reader takes no entity and no file from elsewhere.
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        // The inner loops over rows and numbers, for older and newer processors.
        .target(
            name: "CKernels",
            cSettings: [.unsafeFlags(["-O3", "-fwrapv", "-Wall", "-Werror"])]),
        .target(name: "Base", swiftSettings: numeric),
        .target(
            name: "Statistics",
            dependencies: [.product(name: "Numerics", package: "swift-numerics"), "CKernels"],
            swiftSettings: numeric),
        .target(name: "Language", swiftSettings: numeric),
        .target(
            name: "Columns", dependencies: ["Base", "Statistics", "CKernels"],
            swiftSettings: numeric),
        .target(name: "Domain", dependencies: ["Base"], swiftSettings: strict),
        .target(name: "Post", dependencies: ["Base", "CCurl"], swiftSettings: strict),
        // Mails that come in: any bytes to text and files. Debug too goes through 50 MB of them.
        .target(name: "MIME", swiftSettings: numeric),
        .target(name: "Exchange", dependencies: ["Base", "Domain", "CXML"], swiftSettings: strict),
        .target(name: "SQL", dependencies: ["Base"], swiftSettings: strict),
        .target(
            name: "SQLiteDriver",
            dependencies: [
                "SQL",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "PostgresDriver", dependencies: ["SQL", "CPostgres"], swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["Base", "SQL", "Domain", "Language"],
            swiftSettings: strict),
        .target(
            name: "Operations",
            dependencies: [
                "Base", "Domain", "SQL", "Store", "Columns", "Statistics", "Language", "Exchange",
                "Post", "MIME", "CZlib",
                "CXlsxWriter", "CReadStat", "CMagic",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "Base", "Domain", "Statistics", "Columns", "Operations", "Exchange", "CQREncode",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "nuo",
            dependencies: [
                "Base", "Domain", "Statistics", "SQL", "SQLiteDriver", "PostgresDriver", "Store",
                "Operations", "Exchange", "Web", "Post", "CMalloc",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport",
            dependencies: [
                "Base", "Domain", "SQL", "SQLiteDriver", "PostgresDriver", "Store", "Operations",
                "Post",
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "YAMLSupport", dependencies: ["Base", .product(name: "Yams", package: "Yams")],
            path: "Tests/YAMLSupport", swiftSettings: strict),
        // Writes until a test kills it.
        .executableTarget(
            name: "crash-writer",
            dependencies: ["Base", "Domain", "SQL", "SQLiteDriver", "PostgresDriver", "Store"],
            path: "Tests/CrashWriter", swiftSettings: strict),
        // Works on mails and replies until a test kills it.
        .executableTarget(
            name: "crash-desk",
            dependencies: ["Base", "Domain", "SQL", "Operations", "TestSupport"],
            path: "Tests/CrashDesk", swiftSettings: strict),
        // Tries hostile tables by the million.
        .executableTarget(
            name: "table-fuzz", dependencies: ["TestSupport"], path: "Tests/TableFuzz",
            swiftSettings: strict),
        // Spoils questionnaires by the million.
        .executableTarget(
            name: "instrument-fuzz", dependencies: ["TestSupport"], path: "Tests/InstrumentFuzz",
            swiftSettings: strict),
        // Hostile texts by the million.
        .executableTarget(
            name: "text-fuzz", dependencies: ["TestSupport", "Operations", "Language", "Base"],
            path: "Tests/TextFuzz", swiftSettings: strict),
        // What `make bench` measures beside the peers of Benchmarks/peers.
        .target(name: "BenchSupport", path: "Benchmarks/Support", swiftSettings: strict),
        .executableTarget(
            name: "statistics-bench", dependencies: ["Statistics", "BenchSupport"],
            path: "Benchmarks/Statistics", swiftSettings: strict),
        // The questionnaire of `make bench` with 200 expressions.
        .executableTarget(
            name: "logic-bench", dependencies: ["Domain", "Base"], path: "Benchmarks/Logic",
            swiftSettings: strict,
            // Nothing here brings in Foundation, and with it the mathematics that Base rounds by.
            linkerSettings: [.linkedLibrary("m")]),
        .executableTarget(
            name: "language-bench", dependencies: ["Language", "BenchSupport"],
            path: "Benchmarks/Language", swiftSettings: strict),
        .executableTarget(
            name: "columns-bench", dependencies: ["Columns", "Base", "Statistics", "BenchSupport"],
            path: "Benchmarks/Columns", swiftSettings: strict),
        .testTarget(name: "BaseTests", dependencies: ["Base"], swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Statistics"], swiftSettings: strict),
        .testTarget(name: "LanguageTests", dependencies: ["Language"], swiftSettings: strict),
        .testTarget(
            name: "ColumnsTests", dependencies: ["Columns", "CKernels", "Base", "Statistics"],
            swiftSettings: strict),
        .testTarget(
            name: "DomainTests",
            dependencies: ["Domain", "Base", "YAMLSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ExchangeTests",
            dependencies: ["Exchange", "Domain", "Base", "YAMLSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Store", "SQL", "SQLiteDriver", "PostgresDriver", "Base", "Domain", "Language",
                "TestSupport", "crash-writer",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Operations", "Store", "SQL", "Base", "Domain", "Post", "TestSupport",
                "crash-desk",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(name: "MIMETests", dependencies: ["MIME"], swiftSettings: strict),
        .testTarget(
            name: "PostTests", dependencies: ["Post", "Base", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "Web", "Operations", "Post", "Store", "Base", "Domain", "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                "SQL",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "NuoTests",
            dependencies: ["nuo", "Operations", "Store", "Domain", "SQL", "Base", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ]
)
