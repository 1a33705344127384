// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @notice The functions of T-REX's contracts that the measurement calls, each by the contract that has it.
interface ITrex {
    struct Version {
        uint8 major;
        uint8 minor;
        uint8 patch;
    }

    struct Implementations {
        address token;
        address claimTopicsRegistry;
        address identityRegistry;
        address identityRegistryStorage;
        address trustedIssuersRegistry;
        address modularCompliance;
    }

    struct Limit {
        uint32 limitTime;
        uint256 limitValue;
    }

    // TREXImplementationAuthority
    function addAndUseTREXVersion(Version calldata version, Implementations calldata implementations) external;
    // IdentityRegistryStorage, IdentityRegistry, ClaimTopicsRegistry, TrustedIssuersRegistry
    function bindIdentityRegistry(address registry) external;
    function registerIdentity(address account, address identity, uint16 country) external;
    function isVerified(address account) external view returns (bool);
    function addClaimTopic(uint256 topic) external;
    function addTrustedIssuer(address issuer, uint256[] calldata topics) external;
    function addAgent(address agent) external;
    // Identity
    function addClaim(
        uint256 topic,
        uint256 scheme,
        address issuer,
        bytes calldata signature,
        bytes calldata data,
        string calldata uri
    ) external returns (bytes32);
    // ModularCompliance, and what it passes on to its modules
    function addModule(address module) external;
    function callModuleFunction(bytes calldata callData, address module) external;
    function initialize() external;
    function batchAllowCountries(uint16[] calldata countries) external;
    function setMaxBalance(uint256 max) external;
    function setTimeTransferLimit(Limit calldata limit) external;
    // Token
    function unpause() external;
    function mint(address to, uint256 amount) external;
    function transfer(address to, uint256 amount) external returns (bool);
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);
    function setAddressFrozen(address account, bool frozen) external;
    function freezePartialTokens(address account, uint256 amount) external;
    function balanceOf(address account) external view returns (uint256);
}

/// @notice A suite of T-REX 4.1.6 (ERC-3643) as its factory sets it up: every contract behind a proxy that asks the
/// implementation authority, one claim topic, one trusted issuer, and investors with an ONCHAINID each. The test is owner and
/// agent of all.
abstract contract TrexSuite is Test {
    uint16 internal constant COUNTRY = 840;
    uint256 internal constant TOPIC = uint256(keccak256("KYC"));
    uint256 internal constant ISSUER_KEY = 0x155;

    ITrex internal token;
    ITrex internal compliance;
    ITrex internal identityRegistry;
    address internal claimIssuer;
    address private _identityAuthority;
    string private _code;

    function setUpSuite() internal {
        _code = vm.readFile("test/contracts/fixtures/trex/creationCode.json");
        address authority = deployAuthority();
        ITrex topics = ITrex(deploy("ClaimTopicsRegistryProxy", abi.encode(authority)));
        ITrex issuers = ITrex(deploy("TrustedIssuersRegistryProxy", abi.encode(authority)));
        ITrex identities = ITrex(deploy("IdentityRegistryStorageProxy", abi.encode(authority)));
        compliance = ITrex(deploy("ModularComplianceProxy", abi.encode(authority)));
        identityRegistry =
            ITrex(deploy("IdentityRegistryProxy", abi.encode(authority, issuers, topics, identities)));
        token = ITrex(
            deploy(
                "TokenProxy",
                abi.encode(authority, identityRegistry, compliance, "13-week bill", "TB13W", uint8(6), address(0))
            )
        );
        identities.bindIdentityRegistry(address(identityRegistry));
        identityRegistry.addAgent(address(this));
        token.addAgent(address(this));
        token.unpause();
        claimIssuer = deploy("ClaimIssuer", abi.encode(vm.addr(ISSUER_KEY)));
        topics.addClaimTopic(TOPIC);
        uint256[] memory ofIssuer = new uint256[](1);
        ofIssuer[0] = TOPIC;
        issuers.addTrustedIssuer(claimIssuer, ofIssuer);
        address identity = deploy("Identity", abi.encode(address(this), true));
        _identityAuthority = deploy("ImplementationAuthority", abi.encode(identity));
    }

    /// @notice Gives an investor an identity with the claim that the token requires.
    function onboard(address account) internal {
        ITrex identity = ITrex(deploy("IdentityProxy", abi.encode(_identityAuthority, account)));
        bytes memory data = abi.encode(keccak256("identity"));
        bytes32 claim = keccak256(abi.encode(identity, TOPIC, data));
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(ISSUER_KEY, keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", claim)));
        vm.prank(account);
        identity.addClaim(TOPIC, 1, claimIssuer, abi.encodePacked(r, s, v), data, "");
        identityRegistry.registerIdentity(account, address(identity), COUNTRY);
        vm.assertTrue(identityRegistry.isVerified(account), "the claim is valid");
    }

    /// @notice The country must be allowed, a balance has a limit, and so has what is sent within a day.
    function addRules(uint256 limit) internal {
        uint16[] memory countries = new uint16[](1);
        countries[0] = COUNTRY;
        addRule("CountryAllowModule", abi.encodeCall(ITrex.batchAllowCountries, (countries)));
        addRule("MaxBalanceModule", abi.encodeCall(ITrex.setMaxBalance, (limit)));
        ITrex.Limit memory daily = ITrex.Limit({limitTime: 1 days, limitValue: limit});
        addRule("TimeTransfersLimitsModule", abi.encodeCall(ITrex.setTimeTransferLimit, (daily)));
    }

    function addRule(string memory name, bytes memory setting) private {
        address logic = deploy(name, "");
        address module = deploy("ModuleProxy", abi.encode(logic, abi.encodeCall(ITrex.initialize, ())));
        compliance.addModule(module);
        compliance.callModuleFunction(setting, module);
    }

    function deployAuthority() private returns (address authority) {
        authority = deploy("TREXImplementationAuthority", abi.encode(true, address(0), address(0)));
        ITrex.Implementations memory implementations = ITrex.Implementations({
            token: deploy("Token", ""),
            claimTopicsRegistry: deploy("ClaimTopicsRegistry", ""),
            identityRegistry: deploy("IdentityRegistry", ""),
            identityRegistryStorage: deploy("IdentityRegistryStorage", ""),
            trustedIssuersRegistry: deploy("TrustedIssuersRegistry", ""),
            modularCompliance: deploy("ModularCompliance", "")
        });
        ITrex(authority).addAndUseTREXVersion(ITrex.Version({major: 4, minor: 1, patch: 6}), implementations);
    }

    function deploy(string memory name, bytes memory parameters) private returns (address deployed) {
        bytes memory code = bytes.concat(vm.parseJsonBytes(_code, string.concat(".", name)), parameters);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
        }
        vm.assertTrue(deployed != address(0), string.concat(name, " is deployed"));
    }
}
