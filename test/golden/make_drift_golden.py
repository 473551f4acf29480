"""Writes test/golden/drift.json: figures of numpy and scipy that training/ is held against.

    python3 test/golden/make_drift_golden.py > test/golden/drift.json
"""
import numpy as np, json
from scipy import stats
rng=np.random.RandomState(7)
def r(a): return [float(f"{x:.6g}") for x in a]
train=np.array(r(rng.normal(10,2,400)))
q=np.quantile(train,np.linspace(0,1,21))
out={}
out['quantiles']=r(q)
cases={}
for name,vals in {'same':rng.normal(10,2,250),'shifted':rng.normal(13,2,250),'wider':rng.normal(10,4,250)}.items():
    v=np.array(r(vals))
    # an independent PSI: np.histogram over the deciles
    edges=np.quantile(np.array(out['quantiles']),np.linspace(0.1,0.9,9))
    bins=np.concatenate([[-np.inf],edges,[np.inf]])
    # (a,b]
    a=np.array([np.mean((v>lo)&(v<=hi)) for lo,hi in zip(bins[:-1],bins[1:])])
    e=np.full(10,0.1)
    a_=np.maximum(a,1e-4)
    psi=float(np.sum((a_-e)*np.log(a_/e)))
    # KS against the piecewise linear distribution function
    qq=np.array(out['quantiles'])
    cdf=lambda x: np.interp(x,qq,np.linspace(0,1,21))
    ks=stats.ks_1samp(v,cdf)
    n=len(v)*400/(len(v)+400)
    lam=(np.sqrt(n)+.12+.11/np.sqrt(n))*ks.statistic
    p=float(stats.kstwobign.sf(lam))
    cases[name]={'values':list(v),'psi':psi,'ks':float(ks.statistic),'p':p}
out['cases']=cases
out['wilson']=[[h,n,float(ci.low),float(ci.high)] for h,n in [(0,50),(3,50),(50,50),(12,10000)] for ci in [stats.binomtest(h,n).proportion_ci(0.95,method='wilson')]]
a=rng.randint(0,6,30); b=a+rng.randint(0,6,30)
out['spearman']={'a':[int(x) for x in a],'b':[int(x) for x in b],'rho':float(stats.spearmanr(a,b)[0])}
print(json.dumps(out))
